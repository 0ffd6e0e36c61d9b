"""What lists keep of days: a daily duty has a future, a far one arrives, a planned pause begins."""

from datetime import date, timedelta

from evenhand.commitments.acts import Paused
from evenhand.commitments.model import Recurrence, Unit
from evenhand_web.commitments import services
from evenhand_web.commitments.models import Due, Shown
from evenhand_web.commitments.projection import roll
from web.commitments.samples import PAPER, a_commitment
from web.conftest import NOW


def recurring(stage, every: int, unit: Unit, starts_on: date) -> str:
    rule = Recurrence(every=every, unit=unit, starts_on=starts_on)
    value = a_commitment("again", readings=(), recurrence=rule)
    return services.add(value=value, actor=stage.people["duty"], now=NOW).pk


def test_what_recurs_daily_has_a_future_and_each_day_once(stage):
    made = recurring(stage, 12, Unit.HOURS, date(2012, 1, 1))
    days = list(Due.objects.filter(commitment=made).values_list("day", flat=True))
    assert (sum(day < NOW.date() for day in days), sum(day >= NOW.date() for day in days)) == (50, 350)
    assert len(set(days)) == len(days)


def test_what_recurs_far_ahead_arrives(stage):
    made = recurring(stage, 5, Unit.YEARS, NOW.date())
    assert not Due.objects.filter(commitment=made).exists()
    roll(now=NOW + timedelta(days=4 * 365))
    assert Due.objects.filter(commitment=made).count() == 1


def test_a_planned_pause_begins_on_its_day(stage):
    begins = NOW.date() + timedelta(days=5)
    pause = Paused(commitment="-", begins_on=begins, authority="Decision 3")
    told = {"commitment_id": stage.ids["withdraw"], "evidence": PAPER, "actor": stage.people["duty"], "now": NOW}
    services.say(content=pause, **told)
    shown = Shown.objects.filter(commitment=stage.ids["withdraw"], audience="all")
    assert shown.get().waits == ""
    roll(now=NOW + timedelta(days=6))
    assert (shown.get().due_at, shown.get().waits) == (None, "standing-still")
