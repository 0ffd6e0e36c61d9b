"""What observations add, against all timings and numbers that the words allow."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cases.counting.contributions import contributions, keys_of
from evenhand.cases.counting.totals import figure_of
from unit.cases.counting.samples import at, rule, table, unnumbered

HOUR = 60
ENGAGEMENT = rule("engagement")


def figures(counted, *rows) -> tuple[int, int, int]:
    found = figure_of(contributions(table(*rows), counted))
    return found.low, found.best, found.high


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], (0, 0, 0), id="nothing"),
        pytest.param([at(0, low=3, best=5, high=9)], (3, 5, 9), id="a-range"),
        pytest.param([at(0, low=4, best=4, high=None)], (4, 4, 4), id="at-least-four-with-an-open-end"),
        pytest.param([unnumbered(0)], (1, 1, 1), id="without-a-number-it-is-one-at-least"),
        pytest.param([unnumbered(0, qualifier="multiple")], (2, 2, 2), id="several-are-two-at-least"),
        pytest.param([at(0, low=None, best=None, high=6)], (0, 6, 6), id="at-most-six-may-be-none"),
        pytest.param([at(0, low=0, best=0, high=0)], (0, 0, 0), id="none-is-none"),
    ],
)
def test_each_thing_counts_by_its_number(rows, expected):
    assert figures(rule(), *rows) == expected


def test_what_has_no_number_or_no_upper_bound_is_told():
    found = figure_of(contributions(table(unnumbered(0), at(1, low=4, best=4, high=None), at(2)), rule()))

    assert (found.unnumbered, found.open) == (1, 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([at(0), at(60), at(120)], (1, 1, 1), id="a-gap-of-exactly-an-hour-links"),
        pytest.param([at(0), at(61)], (2, 2, 2), id="a-longer-one-does-not"),
        pytest.param([at(0), at(0, place="ridge")], (2, 2, 2), id="two-places"),
        pytest.param([at(0), at(0, place=None), at(0, place=None)], (3, 3, 3), id="an-unknown-place-is-not-a-place"),
        pytest.param(
            [at(10 * HOUR), at(0, 24 * HOUR, fidelity="day")], (1, 2, 2), id="one-known-to-the-day-may-be-apart"
        ),
        pytest.param([at(0, 24 * HOUR, low=7, best=7, high=7)], (1, 1, 7), id="seven-in-a-day-may-be-seven"),
        pytest.param([at(0, 3 * HOUR, low=7, best=7, high=7)], (1, 1, 3), id="in-three-hours-no-more-than-three"),
        pytest.param([at(0, 3 * HOUR, low=7, best=7, high=None)], (1, 1, 3), id="however-many-they-were"),
        pytest.param(
            [at(0), at(50, low=0, best=0, high=1), at(100)], (1, 2, 3), id="what-may-not-have-been-links-perhaps"
        ),
        pytest.param([at(0, low=0, best=0, high=0)], (0, 0, 0), id="nothing-is-no-engagement"),
    ],
)
def test_an_engagement_is_a_chain_without_a_longer_gap(rows, expected):
    assert figures(ENGAGEMENT, *rows) == expected


@pytest.mark.parametrize(
    ("zone", "rows", "expected"),
    [
        pytest.param("UTC", [at(0), at(23 * HOUR)], (1, 1, 1), id="one-day"),
        pytest.param("Africa/Tripoli", [at(0), at(23 * HOUR)], (2, 2, 2), id="two-days-where-it-was"),
        pytest.param("UTC", [at(0), at(1, place="ridge")], (2, 2, 2), id="two-places"),
        pytest.param(
            "UTC", [at(12 * HOUR, 36 * HOUR, low=5, best=5, high=5)], (1, 1, 2), id="one-night-may-be-two-days"
        ),
        pytest.param("UTC", [at(12 * HOUR, 36 * HOUR), at(13 * HOUR)], (1, 1, 2), id="or-one-with-what-else-was-seen"),
    ],
)
def test_a_place_counts_once_a_day_of_the_agreement_s_zone(zone, rows, expected):
    assert figures(rule("place-and-day", time_zone=zone), *rows) == expected


def test_a_stay_lasts_and_the_gap_is_counted_from_its_end():
    stay = {"kind": "exclusion", "object": "ship", "area": "zone"}
    counted = rule("engagement", per=("object", "area"))

    assert figures(counted, at(0, 300, **stay), at(360, 400, **stay), at(462, 500, **stay)) == (2, 2, 2)
    assert figures(counted, at(0, 300, **stay), at(100, object="ship", area="zone")) == (2, 2, 2)
    assert figures(rule("place-and-day"), at(0, 3000, **stay)) == (1, 1, 1)


def test_incidents_and_reports_count_once():
    rows = [at(0, incident="i", ref="a"), at(900, incident="i", ref="b"), at(5, ref="b")]

    assert figures(rule("incident"), *rows) == (2, 2, 2)
    assert figures(rule("report"), *rows) == (2, 2, 2)


def test_what_does_not_count_adds_nothing_and_links_nothing():
    rows = [at(0), at(50, cause="demining"), at(100), at(3, kind="uav")]
    counted = rule("engagement", kinds=("explosion",), leave_out=("demining",))

    found = contributions(table(*rows), counted)
    assert found.state.tolist() == [0, 2, 0, 1]
    assert found.best.tolist() == [1, 0, 1, 0]


def chains_of(instants, gap) -> int:
    ordered = sorted(instants)
    return sum(1 for i, t in enumerate(ordered) if i == 0 or t - ordered[i - 1] > gap)


STRETCHES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3), st.integers(0, 1), st.integers(0, 1)), max_size=4)


@settings(deadline=None)
@given(STRETCHES)
def test_no_timing_and_no_number_leaves_the_range_of_engagements(stretches):
    """Half hours; a stretch [begin, begin + width] holds from `least` to `least + more` explosions."""
    step, gap = 30, 2
    rows = [
        at(
            begin * step,
            begin * step + (width * step + 1e-6 / 60 * 1.2 if width else 0),
            low=least,
            best=least,
            high=least + more,
        )
        for begin, width, least, more in stretches
    ]
    options = [
        [
            timing
            for many in range(least, least + more + 1)
            for timing in product(range(begin, begin + width + 1), repeat=many)
        ]
        for begin, width, least, more in stretches
    ]
    possible = {chains_of([t for one in choice for t in one], gap) for choice in product(*options)}

    low, best, high = figures(ENGAGEMENT, *rows)
    assert low <= best <= high
    assert low <= min(possible, default=0)
    assert max(possible, default=0) <= high


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), max_size=12))
def test_of_known_instants_there_is_one_answer(minutes):
    assert figures(ENGAGEMENT, *map(at, minutes)) == (chains_of(minutes, 60),) * 3


@settings(deadline=None)
@given(STRETCHES.flatmap(st.permutations))
def test_the_order_of_rows_does_not_matter(stretches):
    def rows(some):
        return [at(b * 30, (b + w) * 30, low=least, best=least, high=least + more) for b, w, least, more in some]

    assert figures(ENGAGEMENT, *rows(stretches)) == figures(ENGAGEMENT, *rows(sorted(stretches)))


def test_keys_tell_combinations_apart():
    rows = table(at(0, party="a"), at(0, party="b"), at(0, party="a"), at(0, party=None), at(0, party=None))

    keys = keys_of(rows, ("place", "party")).tolist()
    assert keys[0] == keys[2]
    assert len(set(keys)) == 4
