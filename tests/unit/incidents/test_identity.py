"""An incident keeps its number while its statements come, join and part."""

from hypothesis import given
from hypothesis import strategies as st

from evenhand.incidents.identity import heirs

LETTERS = "abcdefgh"


def test_a_group_that_grows_stays_the_incident():
    found = heirs({"1": "ab"}, {"a": "abc"})

    assert dict(found.kept) == {"a": "1"}
    assert found.fresh == ()


def test_the_larger_part_keeps_the_number_and_the_smaller_gets_a_new_one():
    found = heirs({"1": "abc"}, {"a": "a", "b": "bc"})

    assert dict(found.kept) == {"b": "1"}
    assert found.fresh == ("a",)


def test_of_equal_parts_that_with_the_smallest_id_keeps_it():
    assert dict(heirs({"1": "abcd"}, {"b": "bd", "a": "ac"}).kept) == {"a": "1"}


def test_of_incidents_that_join_the_oldest_remains():
    found = heirs({"1": "a", "2": "bcd"}, {"a": "abcd"})

    assert dict(found.kept) == {"a": "1"}
    assert dict(found.joined) == {"2": "1"}


def test_an_incident_of_which_nothing_is_left_ends():
    assert heirs({"1": "a"}, {"b": "b"}).ended == ("1",)


@given(
    st.lists(st.integers(0, 4), min_size=8, max_size=8),
    st.lists(st.integers(0, 4), min_size=8, max_size=8),
)
def test_every_incident_has_one_fate_and_every_group_one_number(was, now):
    before: dict[str, list[str]] = {}
    groups: dict[str, list[str]] = {}
    for letter, old, new in zip(LETTERS, was, now, strict=True):
        before.setdefault(f"i{old}", []).append(letter)
        groups.setdefault(f"g{new}", []).append(letter)
    found = heirs(dict(sorted(before.items())), groups)

    assert sorted([*found.kept.values(), *found.joined, *found.ended]) == sorted(before)
    assert sorted([*found.kept, *found.fresh]) == sorted(groups)
    assert set(found.joined.values()) <= set(found.kept.values())


@given(st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_what_does_not_change_keeps_its_number(was):
    before: dict[str, list[str]] = {}
    for letter, old in zip(LETTERS, was, strict=True):
        before.setdefault(f"i{old}", []).append(letter)
    found = heirs(before, {several[0]: several for several in before.values()})

    assert {incident: before[incident][0] for incident in before} == {one: group for group, one in found.kept.items()}
