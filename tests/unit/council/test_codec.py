import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.codec import (
    KINDS,
    MISSING_VALUE,
    NO_SUCH_KIND,
    NOT_READABLE,
    UNKNOWN_FIELD,
    kind_of,
    read,
    record_from,
    record_to,
)
from evenhand.council.records import Meeting
from evenhand.foundation.problems import Problem

MEETING = {"day": "2020-02-11", "format": "briefing"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2020-02-11", "briefing"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("more", "path", "kind"),
    [
        pytest.param({"format": "seance"}, "format", NOT_READABLE, id="no-such-choice"),
        pytest.param({"day": "2020-02-30"}, "day", NOT_READABLE, id="no-such-day"),
        pytest.param({"day": "20200211"}, "day", NOT_READABLE, id="a-day-written-otherwise"),
        pytest.param({"day": ""}, "day", MISSING_VALUE, id="no-day"),
        pytest.param({"weather": "fine"}, "record", UNKNOWN_FIELD, id="a-field-that-there-is-not"),
        pytest.param({"briefers": "Ms X"}, "briefers", NOT_READABLE, id="words-for-a-list"),
        pytest.param({"briefers": [{"name": "X", "gender": "?"}]}, "briefers.0.gender", NOT_READABLE, id="deep-within"),
        pytest.param({"title": {"de": "Sitzung"}}, "title.de", NOT_READABLE, id="a-language-that-we-lack"),
        pytest.param({"title": "x"}, "title", NOT_READABLE, id="a-text-without-its-language"),
        pytest.param({"speakers": -1}, "speakers", NOT_READABLE, id="fewer-than-none"),
        pytest.param({"speakers": True}, "speakers", NOT_READABLE, id="yes-is-no-number"),
        pytest.param({"chaired_by": "\0"}, "chaired_by", NOT_READABLE, id="nul-is-no-letter"),
        pytest.param({"basis": []}, "basis", NOT_READABLE, id="a-list-for-a-record"),
    ],
)
def test_a_fault_is_named_by_its_place(more, path, kind):
    reading = read("meeting", MEETING | more)

    assert reading.paths == (path,)
    assert reading.faults[0].kind is kind
    assert reading.value is None


def test_all_faults_are_told_at_once():
    assert len(read("meeting", {"day": "x", "format": "y", "speakers": "z"}).faults) == 3


def test_a_record_without_faults_is_read_and_written_back_without_what_is_usual():
    plain = MEETING | {"item": "item", "briefers": [{"name": "X"}], "title": {"ar": "جلسة"}}
    value = record_from("meeting", plain)

    assert isinstance(value, Meeting)
    assert value.day == date(2020, 2, 11)
    assert record_to(value) == plain


def test_the_first_fault_stops_and_a_kind_has_to_be_known():
    with pytest.raises(Problem) as raised:
        record_from("meeting", {})
    assert raised.value.kind is MISSING_VALUE
    with pytest.raises(Problem) as raised:
        kind_of("nothing")
    assert raised.value.kind is NO_SUCH_KIND


@given(st.sampled_from(sorted(KINDS)), ANYTHING)
@settings(max_examples=60)
def test_anything_is_read_or_has_faults_and_what_was_read_comes_back(kind, plain):
    reading = read(kind, plain)

    assert (reading.value is None) is bool(reading.faults)
    if reading.value is not None:
        told = json.loads(json.dumps(record_to(reading.value)))
        assert record_from(kind, told) == reading.value
