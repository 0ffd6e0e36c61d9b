"""Echoes count once, parties are named as such, and whoever does not count is told why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.incidents.independence import Uncounted, Voice, VoiceKind, independence


def voice(statement: str, source: str = "", kind: str = "civil", **more) -> Voice:
    return Voice(statement=statement, source=source or f"source-{statement}", kind=VoiceKind(kind), **more)


MONITORS = voice("a", "monitors", "international")
PARTY = voice("b", "north", "party", party="north")
RADAR = voice("c", "radar", "sensor")


def test_sources_count_by_what_they_are():
    found = independence([MONITORS, PARTY, RADAR, voice("d", kind="media"), voice("e")])

    assert (found.independent, found.impartial, found.of_parties) == (5, 4, 1)
    assert (found.international, found.sensor, found.media, found.civil) == (1, 1, 1, 1)
    assert dict(found.by_party) == {"north": 1}
    assert not found.hearsay_only


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (voice("z", "monitors", "international"), Uncounted.SAME_SOURCE),
        (voice("z", "radio", "media", origin="a"), Uncounted.ECHO),
        (voice("z", "radio", "media", origin="monitors"), Uncounted.ECHO),
    ],
    ids=["same source", "quotes a statement", "quotes a source"],
)
def test_what_adds_nothing_does_not_count(second, why):
    found = independence([MONITORS, second])

    assert found.independent == 1
    assert found.counted == ("a",)
    assert [(one.statement, one.why, one.instead) for one in found.passed] == [("z", why, "a")]


def test_alerts_of_one_sensor_are_one_source():
    found = independence([RADAR, voice("d", "radar", "sensor")])

    assert (found.independent, found.sensor) == (1, 1)
    assert found.passed[0].why is Uncounted.SAME_SENSOR


def test_those_who_pass_on_one_stranger_count_once_and_are_hearsay():
    found = independence([voice("a", origin="a shepherd"), voice("b", origin="a shepherd")])

    assert found.independent == 1
    assert found.hearsay_only
    assert found.passed[0].why is Uncounted.SAME_ORIGIN


def test_an_echo_of_an_echo_counts_with_the_first():
    found = independence([voice("c", origin="b"), voice("b", origin="a"), PARTY, MONITORS])

    assert found.independent == 1 or found.counted[0] == "a"
    assert {one.statement for one in found.passed} >= {"c"}


def test_told_by_others_alone_is_hearsay():
    assert independence([voice("a", hearsay=True), voice("b", hearsay=True)]).hearsay_only
    assert not independence([voice("a", hearsay=True), voice("b")]).hearsay_only


def test_whoever_saw_it_stands_for_their_source():
    found = independence([voice("a", "monitors", hearsay=True), voice("b", "monitors")])

    assert found.counted == ("b",)


def test_two_sources_that_quote_each_other_are_one():
    found = independence([voice("a", "one", origin="two"), voice("b", "two", origin="one")])

    assert found.independent == 1
    assert len(found.passed) == 1


def test_reasons_are_words_in_four_languages():
    passed = independence([MONITORS, voice("z", "radio", origin="a")]).passed[0]

    assert passed.words(names={"a": "CFV-1"}) == "It passes on what CFV-1 says: an echo counts with its origin."
    assert len({passed.words(language=tag) for tag in ("en", "ar", "fr", "zh-hans")}) == 4


ANY = st.builds(
    voice,
    st.sampled_from("abcdef"),
    st.sampled_from(["s", "t", "u"]),
    st.sampled_from(list(VoiceKind)),
    party=st.sampled_from([None, "north"]),
    origin=st.sampled_from([None, "a", "s", "stranger"]),
    hearsay=st.booleans(),
)
VOICES = st.lists(ANY, unique_by=lambda one: one.statement)


@given(VOICES, st.randoms(use_true_random=False))
def test_every_statement_counts_or_is_told_why_whatever_the_order(voices, random):
    mixed = [*voices]
    random.shuffle(mixed)
    found = independence(voices)

    assert independence(mixed) == found
    assert sorted([*found.counted, *(one.statement for one in found.passed)]) == sorted(one.statement for one in voices)
    assert found.independent == found.impartial + found.of_parties
    assert found.impartial == found.international + found.sensor + found.media + found.civil


@given(VOICES, st.sampled_from("abcdef"))
def test_an_echo_adds_nothing(voices, origin):
    known = {one.statement for one in voices}
    if origin in known:
        louder = [*voices, voice("zz", "a new source", "media", origin=origin)]

        assert independence(louder).independent == independence(voices).independent
