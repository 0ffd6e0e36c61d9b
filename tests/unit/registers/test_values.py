from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.registers.model import standard
from evenhand.registers.values import Version, changed, disputed, heads, read_values

FIGHTERS = standard()["foreign-fighters"]
NOW = datetime(2020, 12, 29, tzinfo=UTC)
WHOLE = {"group": "A", "event": "departed", "people": "100-150", "day": "2020-12-01", "source": "two\r\nlines\0"}


def version(organisation, number, **values):
    return Version(
        organisation=organisation, number=number, values=values, state="claimed", at=NOW + timedelta(hours=number)
    )


def test_reads_each_field_as_what_it_holds():
    values, problems = read_values(FIGHTERS, WHOLE)

    assert problems == {}
    assert values == {
        "group": "A",
        "event": "departed",
        "people": {"low": "100", "high": "150", "about": False},
        "day": "2020-12-01",
        "source": "two\nlines",
    }


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("group", "", "registers.missing"),
        ("event", "vanished", "registers.no-such-choice"),
        ("people", "many", "registers.bad-amount"),
        ("day", "29/12/2020", "registers.bad-day"),
        ("group", "x" * 301, "registers.too-long"),
        ("source", "x" * 8001, "registers.too-long"),
    ],
)
def test_says_of_each_field_what_is_wrong(field, written, code):
    _values, problems = read_values(FIGHTERS, WHOLE | {field: written})
    assert {name: problem.code for name, problem in problems.items()} == {field: code}


@given(st.dictionaries(st.sampled_from([one.id for one in FIGHTERS.fields]), st.text(max_size=30)))
def test_whatever_is_written_is_read_or_refused_and_never_lost(written):
    values, problems = read_values(FIGHTERS, written)
    for name, text in written.items():
        if text.replace("\0", "").strip():
            assert (name in values) != (name in problems)


@given(st.permutations([version("a", 1, people=1), version("a", 2, people=2), version("b", 1, people=3)]))
def test_what_is_said_last_is_the_same_in_any_order(versions):
    assert {one: head.values["people"] for one, head in heads(versions).items()} == {"a": 2, "b": 3}


def test_two_who_say_different_things_dispute_and_silence_does_not():
    one, other = version("a", 1, people=1, area="x"), version("b", 1, people=2)
    assert [field.id for field in disputed(FIGHTERS, [one, other])] == ["people"]
    assert disputed(FIGHTERS, [one]) == ()


def test_names_what_changed_between_two_versions():
    found = changed(FIGHTERS, {"people": 1, "area": "x"}, {"people": 2, "area": "x", "day": "2020-01-01"})
    assert [field.id for field in found] == ["people", "day"]
