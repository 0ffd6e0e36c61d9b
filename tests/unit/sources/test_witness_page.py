"""The page of a witness: its colour, its words, and nothing from outside that becomes markup."""

import pytest

from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.alarms import DETAILS
from evenhand.ledger.witness import Finding, Kind
from evenhand.sources.witness_home import State
from evenhand.sources.witness_page import colour_of, page
from simulators.logs import ORIGIN
from unit.ledger.test_witness import MEMORY, NOON_S, other_log, see
from unit.sources.witnessing import home

LOOKED = {"looked_s": NOON_S, "reached_s": NOON_S, "size": 10, "cosigned_s": NOON_S, "every_s": 10}


@pytest.mark.parametrize(
    ("state", "later_s", "colour"),
    [
        (State(), 0, "warn"),
        (State(**LOOKED), 5, "good"),
        (State(**LOOKED), 5000, "warn"),
        (State(**LOOKED, fault="nobody answers"), 5, "warn"),
        (State(**LOOKED, notices=({"kind": "stalled", "details": {}},)), 5, "warn"),
    ],
)
def test_green_is_a_look_that_found_nothing_and_was_not_long_ago(state, later_s, colour):
    assert colour_of(state, [], now_s=NOON_S + later_s) == colour


def test_red_lasts_until_somebody_settles_it(tmp_path):
    kept = home(tmp_path)
    [alarm] = kept.raise_alarms(see(other_log(12), MEMORY).findings, now_s=NOON_S)
    assert colour_of(State(**LOOKED), kept.alarms(), now_s=NOON_S) == "bad"

    kept.mark(alarm.slug, settled="known")
    assert colour_of(State(**LOOKED), kept.alarms(), now_s=NOON_S) == "good"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_finding_has_its_words_in_every_language(tmp_path, language, kind):
    kept = home(tmp_path)
    details = {name: form(1) for name, form in DETAILS[kind].items()}
    kept.raise_alarms([Finding(kind=kind, details=details)], now_s=NOON_S)
    peers = ({"address": "http://a", "name": "", "at_s": 1, "pairs": 2, "fault": ""},)
    kept.keep_state(State(**LOOKED, notices=({"kind": kind.value, "details": details},), peers=peers, fault="y"))
    text = page(kept, language=language, now_s=NOON_S)

    assert f'lang="{language}"' in text
    assert ORIGIN in text


def test_what_comes_from_outside_is_text(tmp_path):
    kept, bad = home(tmp_path), "<script>alert(1)</script>"
    peers = ({"address": bad, "name": bad, "at_s": 1, "pairs": 0, "fault": bad},)
    kept.keep_state(State(**LOOKED, fault=bad, peers=peers))
    [alarm] = kept.raise_alarms([Finding(kind=Kind.FORGED, details={"fault": bad}, evidence=(b"x",))], now_s=NOON_S)
    kept.mark(alarm.slug, settled=bad)

    assert "<script" not in page(kept, language="en", now_s=NOON_S)
