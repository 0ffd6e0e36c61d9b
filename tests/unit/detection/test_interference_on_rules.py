"""Jamming and spoofing over an area limit what is said of pairs and of silences, and are explained."""

from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.agreements.model import RuleKind
from evenhand.detection.explain import explain
from evenhand.detection.plan import conclude, sight
from evenhand.foundation.texts import LANGUAGES
from evenhand.observations.schemas import EVENTS, NOTICES, POSITIONS
from unit.detection.worlds import agreement, at, found, identities, positions, rule

APART = rule(RuleKind.SEPARATION_DISTANCE, id="apart", areas=(), categories=(), distance_m=3000.0)
MET = rule(RuleKind.RENDEZVOUS, id="met", areas=(), categories=(), distance_m=3000.0, max_speed_kn=60.0)
HEARD = rule(RuleKind.SILENCE, id="be-heard", categories=(), max_silence=timedelta(hours=2))
KNOWN = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "south"))
BESIDE = {"jet": (16.05, 31.05), "kite": (16.06, 31.05)}
ACCURACY_M = 200.0
"""What an aircraft says that lost its satellites; exact enough for 3 km."""


def flights(n_jammed, **tracks):
    """Aircraft all about one place, of which so many lose their accuracy for ten minutes."""
    rows = []
    names = [*BESIDE, *(f"o{k}" for k in range(4))]
    for number, name in enumerate(names):
        lon, lat = BESIDE.get(name, (16.3 + number / 50, 31.3))
        for minute in tracks.get(name, range(-20, 41, 5)):
            bad = 0 <= minute < 10 and number < n_jammed
            rows.append(
                {"object": name, "seen_at": at(minute), "lon": lon, "lat": lat, "source": "adsb", "file": "f" * 64,
                 "row": 1, "category": "aircraft", "accuracy_m": ACCURACY_M if bad else 30.0,
                 "integrity": None}
            )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=POSITIONS)


@pytest.mark.parametrize("one", [APART, MET], ids=["separation", "rendezvous"])
@pytest.mark.parametrize(("n_jammed", "expected"), [(2, ["low-accuracy"]), (4, ["low-accuracy", "jamming"])])
def test_a_pair_amid_jamming_says_so(one, n_jammed, expected):
    (alert,) = [
        row
        for row in found(agreement(one), tracks=flights(n_jammed), known=KNOWN)
        if {row["object"], row["other"]} == {"jet", "kite"}
    ]

    assert alert["integrity"] == expected
    assert alert["certainty"] == "certain"


@pytest.mark.parametrize(("n_jammed", "doubts"), [(2, []), (4, ["integrity"])])
def test_a_pair_that_rests_on_jammed_fixes_alone_is_possible(n_jammed, doubts):
    table = flights(n_jammed, kite=(-40, 2, 4, 80))
    gap = rule(RuleKind.SEPARATION_DISTANCE, id="apart", areas=(), categories=(), distance_m=3000.0,
               max_gap=timedelta(minutes=10))  # fmt: skip

    alerts = [
        row for row in found(agreement(gap), tracks=table, known=KNOWN)
        if {row["object"], row["other"]} == {"jet", "kite"} and at(0) <= row["began_at"] < at(10)
    ]  # fmt: skip

    assert [one["doubts"] for one in alerts] == [doubts]


def silences(n_jammed, minutes=(-20, -10, 0, 5)):
    table = flights(n_jammed, jet=minutes, **{f"o{k}": range(-20, 400, 5) for k in range(4)})
    return [one for one in found(agreement(HEARD), tracks=table, known=KNOWN, as_of=at(380)) if one["object"] == "jet"]


@pytest.mark.parametrize(("n_jammed", "doubts"), [(2, []), (3, ["interference"])])
def test_who_falls_silent_amid_jamming_may_have_been_kept_from_reporting(n_jammed, doubts):
    [alert] = silences(n_jammed)

    assert alert["doubts"] == doubts
    assert ("jamming" in alert["integrity"]) == bool(doubts)


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [((-20, -1), ["jamming"]), ((-30, 1), ["low-accuracy", "jamming"])],
    ids=["not-itself", "itself"],
)
def test_also_who_was_not_jammed_itself_may_have_been_kept_from_reporting(minutes, codes):
    [alert] = silences(6, minutes)

    assert (alert["doubts"], alert["integrity"]) == (["interference"], codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_explained(language):
    [alert] = silences(3)

    assert len(explain(agreement(HEARD), alert, language=language).sentences) > 6


def test_any_division_of_the_objects_gives_the_same():
    table = flights(5, jet=(-20, -10, 0, 5))
    rest = {"identities": KNOWN, "notices": NOTICES.empty_table(), "as_of": at(380)}
    what = agreement(APART, MET, HEARD)

    def alerts(*parts):
        seen = [sight(what, positions=part, **rest) for part in parts]
        return conclude(what, seen, events=EVENTS.empty_table(), done={}, **rest)

    names = table["object"].cast(pa.string()).to_pylist()
    apart = [table.filter(pa.array([name == one for name in names])) for one in sorted(set(names))]
    whole = alerts(table)
    assert whole.equals(alerts(*reversed(apart)))
    assert "jamming" in {code for codes in whole["integrity"].to_pylist() for code in codes}


def test_a_lonely_false_place_at_the_end_of_a_silence_is_no_certain_place():
    jump = {"dhow": [(0, (15.9, 31.05)), (1, (15.9, 31.051)), (2, (15.9, 31.05)), (3, (16.05, 31.05))],
            "ferry": [(5 * k, (16.06, 31.06)) for k in range(90)]}  # fmt: skip
    table = positions(jump, category="vessel")

    alerts = found(agreement(HEARD), tracks=table, known=identities(dhow=("boat", "north")), as_of=at(400))

    assert [(one["doubts"], one["integrity"]) for one in alerts] == [(["integrity"], ["impossible-speed"])]
