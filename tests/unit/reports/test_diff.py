"""Differences of two versions: complete, and in words."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.diff import KEYS, Change, Entry, apply, change_from, difference

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0, "", "a", "b", "1"])
NAMES = st.sampled_from(["id", "name", "count", "items"])


def containers(inner):
    keyed = st.lists(st.fixed_dictionaries({"id": st.integers(0, 4) | st.sampled_from("ab")}, optional={"x": inner}))
    return st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=3) | keyed


VALUES = st.recursive(SCALARS, containers, max_leaves=12)


def ordered(value):
    """The value with the entries of lists that are matched by key in one order, as text in which true is not 1."""
    if isinstance(value, dict):
        return {name: ordered(item) for name, item in value.items()}
    if isinstance(value, list):
        entries = [ordered(item) for item in value]
        apart = any(_apart(key, value) for key in KEYS)
        return sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True)) if apart else entries
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _apart(key, entries):
    values = [entry.get(key) if isinstance(entry, dict) else None for entry in entries]
    usable = all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)
    return usable and len({json.dumps(value) for value in values}) == len(values)


def text(value):
    return json.dumps(ordered(value), sort_keys=True)


class TestDifference:
    @settings(max_examples=400, deadline=None)
    @given(VALUES, VALUES)
    def test_applied_to_the_older_gives_the_newer(self, older, newer):
        assert text(apply(difference(older, newer), older)) == text(newer)

    @settings(deadline=None)
    @given(VALUES)
    def test_of_a_value_and_itself_is_none(self, value):
        assert difference(value, copy.deepcopy(value)) == ()

    @settings(max_examples=200, deadline=None)
    @given(VALUES, VALUES)
    def test_leaves_both_as_they_were(self, older, newer):
        before = json.dumps([older, newer])
        apply(difference(older, newer), older)

        assert json.dumps([older, newer]) == before

    @settings(max_examples=200, deadline=None)
    @given(VALUES, VALUES)
    def test_comes_back_from_json(self, older, newer):
        changes = difference(older, newer)

        assert tuple(change_from(json.loads(json.dumps(change.to_json()))) for change in changes) == changes

    @settings(max_examples=200, deadline=None)
    @given(VALUES, VALUES, VALUES)
    def test_applied_to_another_version_fits_or_is_refused(self, older, newer, other):
        with suppress(Problem):
            apply(difference(older, newer), other)

    @pytest.mark.parametrize(
        ("older", "newer", "found"),
        [
            pytest.param({"a": 1}, {"a": 1.0}, [], id="one-is-one"),
            pytest.param({"a": 1}, {"a": True}, [("changed", "a", 1, True)], id="one-is-not-true"),
            pytest.param({"a": None}, {}, [("removed", "a", None, None)], id="null-is-not-absent"),
            pytest.param({}, {"a": None}, [("added", "a", None, None)], id="nor-the-other-way"),
            pytest.param({"a": [1, 2, 3]}, {"a": [1, 3]}, [("removed", "a[2]", 2, None)], id="one-out-of-a-list"),
            pytest.param({"a": [1, 3]}, {"a": [1, 2, 3]}, [("added", "a[2]", None, 2)], id="one-into-a-list"),
            pytest.param(
                {"a": [{"x": 1}, {"x": 2}]},
                {"a": [{"x": 1}, {"x": 3}]},
                [("changed", "a[2].x", 2, 3)],
                id="inside-an-entry-without-a-key",
            ),
            pytest.param(
                {"a": [{"id": 7, "x": 1}, {"id": 8, "x": 2}]},
                {"a": [{"id": 8, "x": 2}, {"id": 7, "x": 3}]},
                [("changed", "a[id=7].x", 1, 3)],
                id="inside-an-entry-with-a-key-that-moved",
            ),
            pytest.param(
                {"a": [{"name": "v.mp4"}]},
                {"a": [{"name": "w.mp4"}]},
                [
                    ("removed", "a[name=v.mp4]", {"name": "v.mp4"}, None),
                    ("added", "a[name=w.mp4]", None, {"name": "w.mp4"}),
                ],
                id="another-file",
            ),
            pytest.param({"a": [1]}, {"a": {"b": 1}}, [("changed", "a", [1], {"b": 1})], id="another-type"),
            pytest.param(1, 2, [("changed", "", 1, 2)], id="at-the-top"),
        ],
    )
    def test_names_what_and_where(self, older, newer, found):
        changes = difference(older, newer)

        assert [(change.op, change.where, change.before, change.after) for change in changes] == found

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(st.integers(0, 1), min_size=300, max_size=400), st.lists(st.integers(0, 1), min_size=300, max_size=400)
    )
    def test_of_long_lists_without_keys_is_bounded_and_complete(self, older, newer):
        assert apply(difference(older, newer), older) == newer

    def test_a_text_and_a_number_are_two_keys(self):
        older, newer = {"a": [{"id": 1, "x": 1}, {"id": "1", "x": 1}]}, {"a": [{"id": 1, "x": 1}, {"id": "1", "x": 2}]}
        [change] = difference(older, newer)

        assert change.path == ("a", Entry("id", "1"), "x")


class TestApply:
    @pytest.mark.parametrize(
        ("change", "version"),
        [
            pytest.param(Change(op="changed", path=("a",), before=1, after=2), {"a": 3}, id="another-value"),
            pytest.param(Change(op="changed", path=("a",), before=1, after=2), {}, id="not-there"),
            pytest.param(Change(op="removed", path=("a",), before=1), {"a": 2}, id="another-value-to-remove"),
            pytest.param(Change(op="added", path=("a",), after=1), {"a": 1}, id="there-already"),
            pytest.param(Change(op="removed", path=("a", 3), before=1), {"a": [1]}, id="a-shorter-list"),
            pytest.param(Change(op="added", path=("a", Entry("id", 1)), after={}), {"a": [{"id": 1}]}, id="that-key"),
            pytest.param(Change(op="removed", path=("a", Entry("id", 1))), {"a": [{"id": 2}]}, id="another-key"),
            pytest.param(Change(op="changed", path=("a", "b"), before=1, after=2), {"a": 1}, id="nothing-inside"),
        ],
    )
    def test_refuses_changes_of_another_version(self, change, version):
        with pytest.raises(Problem) as refused:
            apply([change], version)

        assert refused.value.code == "reports.diff-does-not-fit"


class TestWords:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "count was changed from 2 to nothing"),
            ("fr", "count : remplacé, de 2 à rien"),
            ("ar", "غُيّر \u2068count\u2069 من \u20682\u2069 إلى \u2068لا شيء\u2069"),
            ("zh-hans", "count已由 2 改为 无"),
        ],
    )
    def test_tell_a_change(self, language, words):
        assert Change(op="changed", path=("count",), before=2, after=None).words(language=language) == words

    def test_call_a_field_what_the_caller_calls_it(self):
        change = Change(op="added", path=("items", 0, "count"), after=[True, 0.1])

        assert change.words(name={"items[1].count": "Number"}.get) == "Number was added: yes, 0.1"

    @settings(deadline=None)
    @given(VALUES, VALUES)
    def test_are_there_for_every_change(self, older, newer):
        for change in difference(older, newer):
            assert all(change.words(language=language) for language in LANGUAGES)

    def test_cut_what_is_long(self):
        change = Change(op="removed", path=("text",), before="x" * 5000)

        assert len(change.words()) < 300
