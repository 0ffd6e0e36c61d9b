from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.codec import LONGEST_TEXT, MALFORMED, MOST_ENTRIES, from_json, to_json
from evenhand.foundation.problems import Problem


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    size: int
    at: datetime | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    name: str
    colour: Colour = Colour.RED
    share: float | None = None
    sure: bool | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    words: Mapping[str, Any] | None = None


NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "where", "expected"),
    [
        pytest.param([], "thing", "an object", id="no-object"),
        pytest.param({}, "name", "a value", id="missing"),
        pytest.param({"name": 1}, "name", "text", id="not-text"),
        pytest.param({"name": "a\0b"}, "name", "U+0000", id="a-character-no-database-takes"),
        pytest.param({"name": "a" * (LONGEST_TEXT + 1)}, "name", "at most", id="too-long"),
        pytest.param({"name": "a", "nmae": "b"}, "nmae", "one of", id="misspelt"),
        pytest.param({"name": "a", "colour": "green"}, "colour", "red, blue", id="no-such-code"),
        pytest.param({"name": "a", "share": "1"}, "share", "a number", id="text-for-a-number"),
        pytest.param({"name": "a", "share": True}, "share", "a number", id="a-boolean-is-no-number"),
        pytest.param({"name": "a", "share": float("nan")}, "share", "a number", id="not-a-number"),
        pytest.param({"name": "a", "share": float("inf")}, "share", "a number", id="infinite"),
        pytest.param({"name": "a", "sure": "yes"}, "sure", "true or false", id="not-a-boolean"),
        pytest.param({"name": "a", "inner": {"size": 1.5}}, "inner.size", "a whole number", id="not-whole"),
        pytest.param({"name": "a", "inner": {"size": 1, "at": "noon"}}, "inner.at", "an instant", id="no-instant"),
        pytest.param({"name": "a", "inner": {"size": 1, "on": "20201206"}}, "inner.on", "a day", id="no-day"),
        pytest.param({"name": "a", "inner": {"size": 1, "on": "2020-02-30"}}, "inner.on", "a day", id="no-such-day"),
        pytest.param({"name": "a", "inner": {"size": 1, "on": "0001-01-01"}}, "inner.on", "a day", id="a-day-long-ago"),
        pytest.param(
            {"name": "a", "inner": {"size": 1, "at": "2020-12-06T12:00"}}, "inner.at", "its zone", id="without-a-zone"
        ),
        pytest.param(
            {"name": "a", "inner": {"size": 1, "at": "9999-12-31T23:40:00Z"}}, "inner.at", "1900", id="too-late"
        ),
        pytest.param(
            {"name": "a", "inner": {"size": 1, "at": "0001-01-01T00:30:00Z"}}, "inner.at", "1900", id="too-early"
        ),
        pytest.param({"name": "a", "many": {}}, "many", "a list", id="no-list"),
        pytest.param({"name": "a", "many": [{"size": 1}, {}]}, "many[2].size", "a value", id="in-the-second-entry"),
        pytest.param({"name": "a", "many": [{}] * (MOST_ENTRIES + 1)}, "many", "at most", id="too-many"),
        pytest.param({"name": "a", "words": "x"}, "words", "an object", id="no-mapping"),
        pytest.param({"name": "a", "words": {"en": "a\0b"}}, "words.en", "U+0000", id="a-word-no-database-takes"),
        pytest.param({"name": "a", "words": {"a\0": "b"}}, "words", "U+0000", id="a-tag-no-database-takes"),
        pytest.param({"name": "a", "words": {"en": ["b", {"c": "\0"}]}}, "words.en[2].c", "U+0000", id="deep-within"),
        pytest.param({"name": "a", "words": {"en": "a" * (LONGEST_TEXT + 1)}}, "words.en", "at most", id="long-words"),
        pytest.param(
            {"name": "a", "words": {str(n): "" for n in range(MOST_ENTRIES + 1)}}, "words", "at most", id="many-words"
        ),
    ],
)
def test_a_fault_names_its_place_and_what_was_expected(data, where, expected):
    with pytest.raises(Problem) as caught:
        from_json(Outer, data, what="thing")

    assert caught.value.kind is MALFORMED
    found = caught.value.details["found"]
    assert [place or "thing" for place, _value, _wanted in found] == [where]
    assert expected in found[0][2]


def test_all_faults_come_at_once():
    with pytest.raises(Problem) as caught:
        from_json(Outer, {"colour": "green", "inner": {"size": "x"}}, what="thing")

    assert {place for place, *_ in caught.value.details["found"]} == {"name", "colour", "inner.size"}


def test_empty_text_is_missing_where_null_may_stand():
    assert from_json(Outer, {"name": "a", "share": "", "colour": ""}, what="thing") == Outer(name="a")


letters = st.characters(exclude_characters="\0", codec="utf-8")
inners = st.builds(
    Inner,
    size=st.integers(-(10**9), 10**9),
    at=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
)


@given(
    st.builds(
        Outer,
        name=st.text(letters, min_size=1, max_size=30),
        colour=st.sampled_from(Colour),
        share=st.none() | st.floats(-1e9, 1e9),
        sure=st.none() | st.booleans(),
        inner=st.none() | inners,
        many=st.lists(inners, max_size=3).map(tuple),
        words=st.none() | st.dictionaries(st.text(letters, max_size=3), st.text(letters, min_size=1), min_size=1),
    )
)
def test_what_is_written_is_read_again(value):
    assert from_json(Outer, to_json(value), what="thing") == value
