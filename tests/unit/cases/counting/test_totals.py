"""Totals, whole and split."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cases.counting.totals import GROUPINGS, TOTALS, Figure, count
from evenhand.foundation.problems import Problem
from unit.cases.counting.samples import at, rule, table, unnumbered

FIGURES = ("low", "best", "high", "open", "observations", "unnumbered", "left_out")


def split(by, *rows, counted=None) -> dict:
    return {row["key"]: row["best"] for row in count(table(*rows), counted or rule(), by=by).table.to_pylist()}


def test_totals_by_place_have_what_is_not_stated_last():
    found = count(table(at(0, place=None), at(1, place="b"), at(2, place="a")), rule(), by="place").table

    assert found["key"].to_pylist() == ["a", "b", None]


def test_totals_by_type_and_party():
    rows = [at(0, party="north"), at(1, kind="shot", best=3, high=3), at(2, party="north")]

    assert split("type", *rows) == {"explosion": 2, "shot": 3}
    assert split("party", *rows) == {"north": 2, None: 3}


def test_a_week_is_its_monday_in_the_zone_of_the_agreement():
    rows = [at(0), at(22 * 60)]  # a Sunday in UTC; the second is Monday in Tripoli

    assert split("week", *rows) == {"2020-11-30": 2}
    tripoli = rule(time_zone="Africa/Tripoli")
    assert split("week", *rows, counted=tripoli) == {"2020-11-30": 1, "2020-12-07": 1}


def test_a_group_over_two_weeks_counts_in_that_in_which_it_began():
    rows = [at(23 * 60 + 50), at(24 * 60 + 10)]

    assert split("week", *rows, counted=rule("engagement")) == {"2020-11-30": 1, "2020-12-07": 0}


def test_what_is_left_out_is_told():
    found = count(table(at(0), at(1, cause="demining", place="ridge")), rule(leave_out=("demining",)), by="place")

    assert (found.whole.best, found.whole.left_out) == (1, 1)
    assert found.table.select(["key", "best", "left_out"]).to_pylist()[1] == {"key": "ridge", "best": 0, "left_out": 1}


def test_nothing_gives_nothing():
    found = count(table(), rule("engagement"), by="week")

    assert found.whole == Figure(low=0, best=0, high=0)
    assert found.table.equals(TOTALS.empty_table())


def test_another_grouping_is_refused():
    with pytest.raises(Problem, match="place, party, type, week") as caught:
        count(table(), rule(), by="moon")
    assert caught.value.code == "cases.no-such-grouping"


OBSERVED = st.builds(
    lambda minutes, width, place, party, kind, number: at(
        minutes, minutes + width, place=place, party=party, kind=kind, low=number, best=number, high=None
    ),
    st.integers(0, 20_000), st.sampled_from([0, 30, 1440, 20_000]), st.sampled_from(["a", "b", None]),
    st.sampled_from(["n", "s", None]), st.sampled_from(["shot", "burst"]), st.sampled_from([None, 0, 1, 7]),
)  # fmt: skip
RULES = st.sampled_from(
    [rule(), rule("engagement"), rule("engagement", per=("place", "party")), rule("place-and-day"), rule("report")]
)


@settings(deadline=None)
@given(st.lists(OBSERVED, max_size=12), RULES, st.sampled_from(GROUPINGS))
def test_the_parts_add_up_to_the_whole_and_low_best_high_keep_their_order(rows, counted, by):
    found = count(table(*rows), counted, by=by)

    for name in FIGURES:
        assert sum(found.table[name].to_pylist()) == getattr(found.whole, name)
    for row in found.table.to_pylist():
        assert row["low"] <= row["best"] <= row["high"]


def test_unnumbered_are_counted_apart():
    assert str(count(table(unnumbered(0), at(1)), rule()).whole) == "2 (2–2+)"
