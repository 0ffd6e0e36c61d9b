from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.calendar import is_working
from evenhand.agreements.model import Clock
from evenhand.agreements.procedure import WorkingWeek
from evenhand.cases import acts
from evenhand.cases.clocks import basis_of, due_of, latest, runs_of
from evenhand.foundation.texts import LANGUAGES, Text
from unit.cases.stage import BEGAN, COMPLAINT, DAY, DUTY, HOUR, MONITOR, RULES, Stage

TRIPOLI = "Africa/Tripoli"
HOLIDAY = date(2020, 12, 24)
WEEK = WorkingWeek(holidays=(HOLIDAY,))
REFUSED = acts.AccessRefused(at=BEGAN, by="Guards at the gate", text="Nobody enters.", side="south")


def clock(days: int, *, working: bool = True) -> Clock:
    return Clock(
        id="c", name=Text({"en": "C"}), article="art. 1", starts="a", stops="b", limit=timedelta(days=days),
        working_days=working,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("began", "days", "due"),
    [
        # 6 December 2020 is a Sunday; Friday and Saturday do not count; Tripoli is two hours ahead of UTC.
        pytest.param("2020-12-06T09:00Z", 1, "2020-12-07T22:00Z", id="the-first-day-does-not-count"),
        pytest.param("2020-12-06T09:00Z", 5, "2020-12-13T22:00Z", id="over-a-weekend"),
        pytest.param("2020-12-04T09:00Z", 1, "2020-12-06T22:00Z", id="begun-on-a-weekend"),
        pytest.param("2020-12-23T09:00Z", 1, "2020-12-27T22:00Z", id="over-a-holiday-and-a-weekend"),
        pytest.param("2020-12-06T22:30Z", 1, "2020-12-08T22:00Z", id="the-day-is-that-of-the-zone"),
    ],
)
def test_working_days_end_at_midnight_where_the_agreement_holds(began, days, due):
    found = due_of(clock(days), datetime.fromisoformat(began), week=WEEK, zone=TRIPOLI)

    assert found == datetime.fromisoformat(due)


@given(st.integers(0, 400 * 24), st.integers(1, 30), st.sets(st.integers(0, 6), max_size=6))
def test_working_days_are_those_that_one_counts_on_fingers(hours, days, weekend):
    began = datetime(2020, 1, 1, tzinfo=UTC) + hours * HOUR
    week = WorkingWeek(weekend=tuple(sorted(weekend)), holidays=(HOLIDAY, date(2020, 2, 17)))
    day, left = began.astimezone(ZoneInfo(TRIPOLI)).date(), days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in week.weekend and day not in week.holidays

    due = due_of(clock(days), began, week=week, zone=TRIPOLI).astimezone(ZoneInfo(TRIPOLI))

    assert (due - timedelta(seconds=1)).date() == day
    assert (due.hour, due.minute) == (0, 0)


@given(st.integers(1, 1000))
def test_calendar_time_is_elapsed_time(days):
    assert due_of(clock(days, working=False), BEGAN, week=WEEK, zone=TRIPOLI) == BEGAN + days * DAY


def test_a_week_without_working_days_comes_to_an_end_all_the_same():
    week = WorkingWeek(weekend=(0, 1, 2, 3, 4, 5, 6))

    assert due_of(clock(2), BEGAN, week=week, zone=TRIPOLI) > BEGAN
    assert not is_working(date(2020, 12, 6), week)


def test_a_clock_runs_until_what_stops_it_is_done():
    stage = Stage().steps("register")
    assert latest(runs_of(stage.file, now=stage.now), "acknowledge-complaint").stopped_at is None

    stage.step("acknowledge")

    assert latest(runs_of(stage.file, now=stage.now), "acknowledge-complaint").stopped_at == stage.now


def test_what_is_not_done_in_time_is_overdue_from_the_very_instant():
    file = Stage().file
    run = latest(runs_of(file, now=BEGAN), "acknowledge-complaint")

    assert run.due_at == BEGAN + DAY
    assert not run.overdue(BEGAN + DAY - timedelta(microseconds=1))
    assert run.overdue(BEGAN + DAY)
    assert run.ran_out(BEGAN + DAY)


def test_what_was_done_late_ran_out_and_is_owed_no_longer():
    stage = Stage().wait(3 * DAY).steps("register", "acknowledge")
    run = latest(runs_of(stage.file, now=stage.now), "acknowledge-complaint")

    assert run.ran_out(stage.now)
    assert not run.overdue(stage.now)


def test_an_urgent_case_has_the_shorter_clock():
    quick = Stage(replace(COMPLAINT, urgent=True)).to_fact_finding()
    slow = Stage().to_fact_finding()

    assert [run.clock.id for run in runs_of(quick.file, now=quick.now)][-1] == "team-on-site-urgent"
    assert [run.clock.id for run in runs_of(slow.file, now=slow.now)][-1] == "team-on-site"


def test_a_clock_stands_still_while_the_case_is_suspended():
    stage = Stage().to_fact_finding().do(DUTY, replace(REFUSED, at=BEGAN))
    before = latest(runs_of(stage.file, now=stage.now), "team-on-site")
    stage.step("suspend-access").wait(10 * DAY)
    during = latest(runs_of(stage.file, now=stage.now), "team-on-site")
    stage.step("resume")
    after = latest(runs_of(stage.file, now=stage.now), "team-on-site")

    assert during.standing_still
    assert not during.overdue(stage.now)
    assert not after.standing_still
    assert after.due_at == before.due_at + 10 * DAY + HOUR
    assert after.held == 10 * DAY + HOUR


def test_waiting_for_access_runs_on_meanwhile():
    stage = Stage().to_fact_finding().do(DUTY, replace(REFUSED, at=BEGAN)).step("suspend-access").wait(4 * DAY)

    assert latest(runs_of(stage.file, now=stage.now), "wait-for-access").ran_out(stage.now)


def test_more_time_is_given_with_a_reason_and_shows():
    stage = Stage().to_fact_finding()
    until = stage.now + 20 * DAY
    stage.do(DUTY, acts.Extended(clock="team-on-site", until=until, reason="The road is mined."))
    run = latest(runs_of(stage.file, now=stage.now), "team-on-site")

    assert run.due_at == until
    assert run.extended_until == until


def test_the_end_of_a_case_ends_its_clocks():
    stage = Stage().to_triage().step("set-aside")

    assert all(run.stopped_at is not None for run in runs_of(stage.file, now=stage.now + 99 * DAY))
    assert latest(runs_of(stage.file, now=stage.now), "name-members").by_closing


def test_a_reopened_case_begins_its_clocks_anew():
    stage = Stage().to_triage().step("set-aside").do(MONITOR_AS_DUTY, acts.LateEvidence(text="A photograph."))
    stage.step("reopen").wait(3 * DAY)

    assert latest(runs_of(stage.file, now=stage.now), "name-members").ran_out(stage.now)


MONITOR_AS_DUTY = replace(DUTY, user=MONITOR.user)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_basis_is_told_in_every_language(language):
    stage = Stage().to_fact_finding().do(DUTY, replace(REFUSED, at=BEGAN)).step("suspend-access").wait(DAY)
    stage.step("resume")
    until = stage.now + 30 * DAY
    stage.do(DUTY, acts.Extended(clock="team-on-site", until=until, reason="Mines."))
    run = latest(runs_of(stage.file, now=stage.now), "team-on-site")
    working = replace(run, clock=clock(5))

    told = basis_of(run, week=WEEK, zone=TRIPOLI, language=language)

    assert len(told) == 3
    assert "72" in told[0]
    assert "5" in basis_of(working, week=WEEK, zone=TRIPOLI, language=language)[0]


def test_later_acts_change_nothing_about_what_was_over():
    stage = Stage().to_comment()
    over = [run for run in runs_of(stage.file, now=stage.now) if run.stopped_at is not None]
    stage.wait(9 * DAY).position(DUTY).step("submit-after-time")

    assert all(run in runs_of(stage.file, now=stage.now) for run in over)


def test_the_rules_of_the_stage_are_the_standard_ones():
    assert len(RULES.clocks) == 11
