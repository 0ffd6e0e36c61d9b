"""From an agreement and tables to alerts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.model import Area, Exemption, Phase, PolygonShape, Ring, RuleKind
from evenhand.detection.alerts import ALERTS
from evenhand.detection.plan import detect
from evenhand.foundation.instants import NAIVE_INSTANT, Interval
from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, SCHEMA_MISMATCH
from unit.detection.worlds import (
    INSIDE,
    LATE,
    OUTSIDE,
    PASS,
    agreement,
    at,
    event,
    found,
    identities,
    named,
    notice,
    positions,
    rule,
)

JET = {"jet": PASS}


def test_an_alert_says_everything_that_people_need():
    (alert,) = found(agreement(), tracks=JET)

    assert alert["rule"] == "no-entry"
    assert alert["article"] == "art. 4(2)"
    assert (alert["object"], alert["area"], alert["party"], alert["category"]) == (
        "jet", "zone", "north", "military-aircraft",
    )  # fmt: skip
    assert (alert["certainty"], alert["doubts"]) == ("certain", [])
    assert (alert["presence"], alert["entry"], alert["exit"], alert["n_fixes"]) == ("observed", "crossed", "crossed", 1)
    assert alert["began_at"] < at(10) < alert["ended_at"]
    assert alert["dwell_s"] == pytest.approx((alert["ended_at"] - alert["began_at"]).total_seconds())
    assert alert["max_depth_m"] == pytest.approx(4772.5, abs=1.0)
    assert alert["entry_lon"] == pytest.approx(16.0, abs=1e-6)
    assert (alert["files"], alert["related"]) == (["f" * 64], ["jet"])
    assert (alert["agreement"], alert["agreement_version"], alert["agreement_digest"]) == ("example", "1", "d" * 64)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(("military-aircraft", "north"), ("certain", []), id="known"),
        pytest.param(("medical-aircraft", "south"), ("certain", []), id="a-narrower-category"),
        pytest.param(("military-aircraft", None), ("possible", ["party-unknown"]), id="party-unknown"),
        pytest.param(("aircraft", "north"), ("possible", ["category-unknown"]), id="only-a-wider-category"),
        pytest.param((None, None), ("possible", ["category-unknown", "party-unknown"]), id="nothing-known"),
        pytest.param(("military-aircraft", "other"), None, id="another-party"),
        pytest.param(("boat", "north"), None, id="another-category"),
    ],
)
def test_unknown_is_neither_yes_nor_no(facts, expected):
    alerts = found(agreement(), tracks=JET, known=identities(jet=facts))

    assert [(one["certainty"], one["doubts"]) for one in alerts] == ([] if expected is None else [expected])


def test_what_the_source_says_counts_where_identities_say_nothing():
    (alert,) = found(agreement(), tracks=JET, known=identities(jet=(None, "north")), category="military-aircraft")

    assert (alert["certainty"], alert["category"]) == ("certain", "military-aircraft")


def test_contradicting_identities_are_a_doubt():
    known = pa.concat_tables([identities(jet=("military-aircraft", one)) for one in ("north", "south")])

    (alert,) = found(agreement(), tracks=JET, known=known)

    assert alert["party"] is None
    assert alert["doubts"] == ["identity-disputed", "party-unknown"]


@pytest.mark.parametrize(
    ("more", "doubts"),
    [
        ({"accuracy_m": 100.0}, []),
        ({"accuracy_m": 90_000.0}, ["position-error"]),
        ({"integrity": "jammed"}, ["integrity"]),
        ({"integrity": "degraded", "accuracy_m": 100.0}, []),
        ({"integrity": "degraded"}, ["integrity"]),
    ],
)
def test_error_and_interference_make_a_presence_only_possible(more, doubts):
    (alert,) = found(agreement(), tracks=JET, **more)

    assert alert["doubts"] == doubts


@pytest.mark.parametrize(("minutes", "doubts"), [(4, ["no-fix-inside"]), (20, ["long-gap", "no-fix-inside"])])
def test_a_path_between_two_fixes_is_only_possible(minutes, doubts):
    (alert,) = found(agreement(), tracks={"jet": [(0, OUTSIDE), (minutes, (16.2, 31.05))]})

    assert (alert["presence"], alert["doubts"], alert["max_depth_m"]) == ("crossed", doubts, None)


IN_FORCE = [
    pytest.param({}, {"in_force": Interval(begins_at=at(10))}, {}, id="rule"),
    pytest.param({"in_force": Interval(begins_at=at(10))}, {}, {}, id="agreement"),
    pytest.param({}, {}, {"valid": Interval(begins_at=at(10))}, id="area"),
    pytest.param(
        {"phases": (named(Phase, "one", in_force=Interval(begins_at=at(10))),)},
        {"phase": "one"},
        {},
        id="phase-of-the-rule",
    ),
    pytest.param(
        {"phases": (named(Phase, "one", in_force=Interval(begins_at=at(10))),)},
        {},
        {"phase": "one"},
        id="phase-of-the-area",
    ),
]


@pytest.mark.parametrize(("of_agreement", "of_rule", "of_area"), IN_FORCE)
def test_a_breach_begins_when_everything_is_in_force(of_agreement, of_rule, of_area):
    made = agreement(rule(**of_rule), **of_agreement)
    made = replace(made, areas=(replace(made.areas[0], **of_area),))

    (alert,) = found(made, tracks=JET)

    assert (alert["began_at"], alert["entry"]) == (at(10), "already-inside")


@pytest.mark.parametrize("where", ["rule", "area"])
def test_a_phase_that_has_not_begun_forbids_nothing(where):
    made = agreement(rule(phase="one" if where == "rule" else None), phases=(named(Phase, "one"),))
    made = replace(made, areas=(replace(made.areas[0], phase="one" if where == "area" else None),))

    assert found(made, tracks=JET) == []


def test_a_shorter_stay_than_the_least_dwell_is_no_breach():
    assert found(agreement(rule(min_dwell=timedelta(minutes=11))), tracks=JET) == []
    assert len(found(agreement(rule(min_dwell=timedelta(minutes=5))), tracks=JET)) == 1


@pytest.mark.parametrize(
    ("exemption", "expected"),
    [
        pytest.param({"parties": ("north",)}, None, id="party"),
        pytest.param({"parties": ("south",)}, [], id="another-party"),
        pytest.param({"categories": ("aircraft",)}, None, id="category"),
        pytest.param({"categories": ("medical-aircraft",)}, ["maybe-exempt"], id="perhaps-of-the-category"),
        pytest.param({"objects": ("jet",)}, None, id="object"),
        pytest.param({"objects": ("jet",), "areas": ("zone",)}, None, id="in-the-area"),
        pytest.param({"objects": ("jet",), "rules": ("another",)}, [], id="another-rule"),
        pytest.param({"objects": ("jet",), "in_force": Interval(ends_at=at(-10))}, [], id="no-longer"),
        pytest.param({"objects": ("jet",), "needs_notice": True}, [], id="without-its-notice"),
    ],
)
def test_exemptions(exemption, expected):
    made = agreement(exemptions=(named(Exemption, "one", **exemption),))

    assert [one["doubts"] for one in found(made, tracks=JET)] == ([] if expected is None else [expected])


def test_an_exemption_with_its_notice_holds_for_the_announced_time():
    made = agreement(exemptions=(named(Exemption, "one", objects=("jet",), needs_notice=True),))

    assert found(made, tracks=JET, notices=[notice()]) == []
    (alert,) = found(made, tracks=JET, notices=[notice(ends=10)])
    assert alert["began_at"] == at(10)


def test_an_exemption_for_a_time_leaves_what_is_before_and_after():
    made = agreement(exemptions=(named(Exemption, "one", in_force=Interval(begins_at=at(9), ends_at=at(11))),))

    one, two = found(made, tracks=JET)

    assert (one["ended_at"], one["exit"]) == (at(9), "still-inside")
    assert (two["began_at"], two["entry"]) == (at(11), "already-inside")


def test_an_exemption_in_part_of_an_area_leaves_the_rest():
    lane = named(
        Area,
        "lane",
        shape=PolygonShape(outer=Ring(vertices=((16.0, 31.0), (16.04, 31.0), (16.04, 31.1), (16.0, 31.1)))),
    )
    made = agreement(exemptions=(named(Exemption, "one", areas=("lane",)),))
    made = replace(made, areas=(*made.areas, lane))

    (alert,) = found(made, tracks=JET)

    assert alert["entry_lon"] == pytest.approx(16.04, abs=1e-4)
    assert alert["exit_lon"] == pytest.approx(16.04, abs=1e-4)


NOTIFIED = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48), notice_tolerance=timedelta(minutes=30))


NORTH, NOBODY = ("military-aircraft", "north"), ("military-aircraft", None)


@pytest.mark.parametrize(
    ("notices", "known", "expected"),
    [
        pytest.param([], NORTH, ("no-notice", [], ["jet"]), id="none"),
        pytest.param([notice()], NORTH, None, id="announced"),
        pytest.param([notice(object="jet", area="zone", party="north")], NORTH, None, id="announced-exactly"),
        pytest.param([notice(party="south")], NORTH, ("no-notice", [], ["jet"]), id="by-another"),
        pytest.param([notice(object="tug")], NORTH, ("no-notice", [], ["jet"]), id="about-another"),
        pytest.param([notice(area="bay")], NORTH, ("no-notice", [], ["jet"]), id="elsewhere"),
        pytest.param([notice(given=-60)], NORTH, ("late-notice", [], ["jet", "n-1"]), id="late"),
        pytest.param([notice(begins=60)], NORTH, ("outside-window", [], ["jet", "n-1"]), id="another-time"),
        pytest.param([notice(max_count=0)], NORTH, ("count-exceeded", [], ["jet", "n-1"]), id="number-used-up"),
        pytest.param(
            [notice(category="medical-aircraft")],
            NORTH, ("no-notice", ["notice-unclear"], ["jet", "n-1"]), id="perhaps-about"
        ),
        pytest.param(
            [notice(party="north")],
            NOBODY, ("no-notice", ["notice-unclear", "party-unknown"], ["jet", "n-1"]), id="perhaps-by"
        ),
    ],
)  # fmt: skip
def test_prior_notification(notices, known, expected):
    alerts = found(agreement(NOTIFIED), tracks=JET, known=identities(jet=known), notices=notices)

    told = [(one["reason"], one["doubts"], one["related"]) for one in alerts]
    assert told == ([] if expected is None else [expected])


LIMITED = rule(RuleKind.LIMITATION_OF_FORCES, max_count=3)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param({"jet": ("military-aircraft", "north", 3)}, None, id="exactly-the-limit"),
        pytest.param({"jet": ("military-aircraft", "north", 4)}, ("certain", 4, 4), id="one-identity-for-four"),
        pytest.param(
            {"jet": ("military-aircraft", "north", 2), "kite": ("military-aircraft", None, 2)},
            ("possible", 2, 4),
            id="perhaps",
        ),
        pytest.param(
            {"jet": ("military-aircraft", "north", 4), "kite": ("military-aircraft", None, 2)},
            ("certain", 4, 6),
            id="range",
        ),
        pytest.param(
            {"jet": ("military-aircraft", "north", 2), "kite": ("military-aircraft", "other", 9)},
            None,
            id="of-another-party",
        ),
    ],
)
def test_limitation_of_forces(counts, expected):
    alerts = found(agreement(LIMITED), tracks=dict.fromkeys(counts, PASS), known=identities(**counts))

    told = [(one["certainty"], one["count_low"], one["count_high"]) for one in alerts]
    assert told == ([] if expected is None else [expected])
    for one in alerts:
        assert (one["limit"], one["object"], one["related"]) == (3, None, sorted(counts))


CEASED = rule(RuleKind.CESSATION, categories=(), event_kinds=("shelling",))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, [], id="named-and-inside"),
        pytest.param({"kind": "fire"}, None, id="another-kind"),
        pytest.param({"place": OUTSIDE}, None, id="outside"),
        pytest.param({"place": OUTSIDE, "accuracy_m": 20_000.0}, ["position-error"], id="perhaps-inside"),
        pytest.param({"party": None}, ["party-unknown"], id="nobody-named"),
        pytest.param({"party": "other"}, None, id="another-party"),
        pytest.param({"nuisance": "gas-flare"}, ["nuisance"], id="a-gas-flare-is-marked-not-hidden"),
        pytest.param({"confidence": "low"}, ["low-confidence"], id="low-confidence"),
        pytest.param({"minute": -200_000}, None, id="before"),
    ],
)
def test_cessation(facts, expected):
    alerts = found(agreement(CEASED), events=[event(**facts)])

    assert [one["doubts"] for one in alerts] == ([] if expected is None else [expected])
    for one in alerts:
        assert (one["event"], one["object"], one["files"]) == ("e-1", None, ["e" * 64])
        assert one["nuisance"] == facts.get("nuisance")


def test_events_anywhere_have_no_area():
    (alert,) = found(agreement(replace(CEASED, areas=())), events=[event(place=OUTSIDE)])

    assert alert["area"] is None


def test_an_event_that_goes_on_after_the_ceasefire_counts_from_there():
    ceased = replace(CEASED, in_force=Interval(begins_at=at(10)))

    (alert,) = found(agreement(ceased), events=[event(minute=5, ended_at=at(30))])

    assert (alert["began_at"], alert["ended_at"]) == (at(10), at(30))


def test_the_row_received_last_counts_and_the_same_id_of_another_source_is_another_event():
    rows = [event(received_at=at(60), party="other"), event(received_at=at(30)), event(source="radio")]

    (alert,) = found(agreement(CEASED), events=rows)

    assert alert["alert"] == found(agreement(CEASED), events=rows[2:])[0]["alert"]


def test_what_came_after_the_instant_asked_for_is_not_looked_at():
    assert found(agreement(), tracks=JET, as_of=at(-1)) == []
    assert found(agreement(CEASED), events=[event(minute=30)], as_of=at(29)) == []
    (alert,) = found(agreement(), tracks=JET, as_of=at(15))
    assert alert["exit"] == "still-inside"


def test_ids_do_not_change_when_more_is_heard():
    (early,) = found(agreement(), tracks=JET, as_of=at(15))
    (late,) = found(agreement(), tracks=JET)
    (other_version,) = found(agreement(version="2", digest="e" * 64), tracks=JET)

    assert early["alert"] == late["alert"] == other_version["alert"]


_TRACK = st.lists(
    st.tuples(st.integers(0, 90), st.floats(15.9, 16.2), st.floats(30.95, 31.15)), min_size=1, max_size=12
)


@settings(deadline=None, max_examples=30)
@given(st.lists(_TRACK, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_of_rows_change_the_alerts(tracks, random):
    named_tracks = {f"jet-{k}": [(m, (x, y)) for m, x, y in track] for k, track in enumerate(tracks)}
    table = positions(named_tracks)
    known = identities(**dict.fromkeys(named_tracks, ("military-aircraft", "north")))
    rows = [*range(table.num_rows), *(random.randrange(table.num_rows) for _ in range(4))]
    random.shuffle(rows)
    made = agreement(rule(), replace(LIMITED, id="limit", max_count=1), replace(NOTIFIED, id="notice"))

    assert found(made, tracks=table.take(rows), known=known) == found(made, tracks=table, known=known)


def test_alerts_are_of_the_schema_and_sorted():
    alerts = detect(
        agreement(rule(), replace(rule(), id="another")),
        positions=positions({"jet": PASS, "ant": [(0, INSIDE)]}),
        events=EVENTS.empty_table(),
        identities=IDENTITIES.empty_table(),
        notices=NOTICES.empty_table(),
        as_of=LATE,
    )

    assert alerts.schema == ALERTS
    order = [(one["began_at"], one["rule"], one["object"]) for one in alerts.to_pylist()]
    assert order == sorted(order)
    assert len(set(alerts["alert"].to_pylist())) == 4


def test_a_naive_instant_and_a_table_of_another_schema_are_refused():
    with pytest.raises(Problem) as naive:
        found(agreement(), tracks=JET, as_of=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
    with pytest.raises(Problem) as mismatch:
        found(agreement(), tracks=positions(JET).drop_columns(["lon"]))

    assert naive.value.kind is NAIVE_INSTANT
    assert mismatch.value.kind is SCHEMA_MISMATCH


def test_presences_that_begin_at_one_instant_have_ids_of_their_own():
    jumps = [(10, place) for place in ((16.01, 31.01), (16.09, 31.09))]

    alerts = found(agreement(), tracks={"jet": jumps})

    assert len({one["alert"] for one in alerts}) == len(alerts) > 1


def test_a_list_of_notices_that_is_handed_in_twice_announces_nothing_more():
    announce = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=1))
    tracks, given = {"jet": PASS, "kite": PASS}, notice(max_count=1)
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "north"))

    once, twice = (
        found(agreement(announce), tracks=tracks, known=known, notices=list_) for list_ in ([given], [given, given])
    )

    assert [one["reason"] for one in once] == ["count-exceeded"]
    assert twice == once


def test_the_order_of_notices_changes_nothing():
    announce = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=1))
    several = [notice(begins=0, ends=5), notice(begins=300, ends=600), notice("n-0", given=0), notice(max_count=0)]

    forwards, backwards = (found(agreement(announce), tracks=JET, notices=list_) for list_ in (several, several[::-1]))

    assert forwards == backwards


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        pytest.param([{}, {"given": -9_000, "begins": 60}], ["outside-window"], id="the-later-one-counts"),
        pytest.param([{"given": -9_000, "begins": 60}, {}], ["outside-window"], id="in-whatever-order"),
        pytest.param([{"begins": 60}, {"given": -9_000}], [], id="corrected-in-time"),
        pytest.param([{"begins": 60}, {"given": -5}], ["late-notice"], id="corrected-too-late"),
        pytest.param([{}, {"name": "n-2", "given": -9_000, "begins": 60}], [], id="another-id-corrects-nothing"),
        pytest.param(
            [{"party": "north"}, {"party": "south", "given": -9_000, "begins": 60}], [], id="nor-another-party"
        ),
    ],
)
def test_a_notice_that_is_corrected_under_its_id_counts_once(told, reasons):
    duty = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48))

    alerts = found(agreement(duty), tracks={"jet": PASS}, notices=[notice(**{"object": "jet", **one}) for one in told])

    assert [one["reason"] for one in alerts] == reasons


def test_a_correction_is_not_known_before_it_is_given():
    duty = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48))
    told = [notice(object="jet"), notice(object="jet", given=30, begins=60)]

    answers = [found(agreement(duty), tracks={"jet": PASS}, notices=told, as_of=at(minute)) for minute in (29, 30)]

    assert [len(one) for one in answers] == [0, 1]
