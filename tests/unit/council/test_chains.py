from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.chains import Running, gaps, links, standing
from evenhand.council.codes import MeasureKind, StepKind
from evenhand.council.records import Measure, Step
from evenhand.foundation.texts import Text


def measure(*steps: Step) -> Measure:
    return Measure(name=Text(), kind=MeasureKind.MANDATE, steps=steps)


def step(kind: str, on: str, until: str = "", months: int | None = None) -> Step:
    end = date.fromisoformat(until) if until else None
    return Step(kind=StepKind(kind), on=date.fromisoformat(on), until=end, months=months)


BEGUN = step("established", "2020-01-10", "2020-06-30")


@pytest.mark.parametrize(
    ("steps", "as_of", "running", "left"),
    [
        pytest.param([], "2020-01-01", Running.NOT_YET, None, id="nothing"),
        pytest.param([BEGUN], "2020-01-09", Running.NOT_YET, None, id="not-yet-decided"),
        pytest.param([BEGUN], "2020-06-29", Running.IN_FORCE, 1, id="a-day-left"),
        pytest.param([BEGUN], "2020-06-30", Running.LAST_DAY, 0, id="the-last-day-counts"),
        pytest.param([BEGUN], "2020-07-01", Running.EXPIRED, -1, id="the-day-after"),
        pytest.param([step("established", "2011-02-26")], "2020-01-01", Running.OPEN, None, id="without-an-end"),
        pytest.param([step("renewed", "2020-02-11", "", 12)], "2020-03-01", Running.END_UNKNOWN, None, id="from-when"),
        pytest.param([BEGUN, step("terminated", "2020-03-01")], "2020-03-02", Running.TERMINATED, -1, id="terminated"),
        pytest.param(
            [BEGUN, step("modified", "2020-03-01")], "2020-06-30", Running.LAST_DAY, 0, id="a-change-keeps-the-end"
        ),
    ],
)
def test_where_a_measure_stands(steps, as_of, running, left):
    found = standing(measure(*steps), as_of=date.fromisoformat(as_of))

    assert (found.running, found.days_left) == (running, left)


def test_a_length_is_counted_from_the_end_before_and_marked():
    chain = links(measure(BEGUN, step("renewed", "2020-06-20", "", 12)))

    assert (chain[1].begins, chain[1].until, chain[1].derived) == (date(2020, 7, 1), date(2021, 6, 30), True)


def test_what_is_established_for_a_length_runs_from_its_day():
    assert links(measure(step("established", "2011-09-16", "", 3)))[0].until == date(2011, 12, 15)


@pytest.mark.parametrize(
    ("steps", "until"),
    [
        pytest.param([step("established", "2020-03-01", "", 3)], "2020-05-31", id="from-the-first-of-a-month"),
        pytest.param(
            [step("established", "2019-09-01", "2020-02-29"), step("renewed", "2020-02-27", "", 6)],
            "2020-08-31",
            id="from-the-end-of-february",
        ),
        pytest.param(
            [step("established", "2020-04-01", "2020-04-30"), step("renewed", "2020-04-28", "", 1)],
            "2020-05-31",
            id="from-the-end-of-a-month-of-thirty",
        ),
    ],
)
def test_a_length_that_begins_with_a_month_ends_with_one(steps, until):
    assert links(measure(*steps))[-1].until == date.fromisoformat(until)


def test_technical_roll_overs_are_renewals_that_are_told_apart():
    chain = measure(BEGUN, step("rolled-over", "2020-06-28", "2020-07-31"), step("renewed", "2020-07-30", "2021-06-30"))
    found = standing(chain, as_of=date(2020, 12, 1))

    assert (found.renewals, found.roll_overs, gaps(chain)) == (2, 1, ())


def test_a_renewal_that_comes_late_leaves_a_gap():
    (gap,) = gaps(measure(BEGUN, step("renewed", "2020-07-05", "2021-06-30")))

    assert (gap.begins, gap.until, gap.days) == (date(2020, 7, 1), date(2020, 7, 4), 4)


def test_a_later_decision_is_not_known_before_it_was_taken():
    chain = measure(BEGUN, step("renewed", "2020-06-20", "2021-06-30"))

    assert standing(chain, as_of=date(2020, 6, 1)).until == date(2020, 6, 30)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=8))
@settings(max_examples=40)
def test_gaps_are_the_days_that_no_stretch_covers(told):
    """Brute force: day by day. Each step is (days after the last decision, days that it gives from then on)."""
    day, steps = date(2020, 1, 1), []
    for wait, length in told:
        day += timedelta(days=wait + 1)
        kind = StepKind.RENEWED if steps else StepKind.ESTABLISHED
        last = max([one.until for one in steps] + [day])
        steps.append(Step(kind=kind, on=day, until=last + timedelta(days=length)))
    chain = measure(*steps)
    covered = {one.on + timedelta(days=n) for one in steps for n in range((one.until - one.on).days + 1)}
    whole = (steps[-1].until - steps[0].on).days
    bare = [steps[0].on + timedelta(days=n) for n in range(whole) if steps[0].on + timedelta(days=n) not in covered]

    assert sum(gap.days for gap in gaps(chain)) == len(bare)
