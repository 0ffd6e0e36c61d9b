"""The kept months give what the rows say."""

from datetime import UTC, datetime

import pytest

from evenhand_web.totals.models import Observation
from evenhand_web.totals.tables import Asked, observations_table, stamp_of
from web.totals.conftest import line, when

DAY = 24 * 60


def lines(actor, **period) -> list[str]:
    return observations_table(actor, Asked(agreement="libya-2020", **period))["kind"].cast("string").to_pylist()


def test_months_are_kept_and_made_again_when_anything_changes(duty, filed, tmp_path):
    filed(duty, line("shot"), when=when(0))
    filed(duty, line("burst"), when=when(40 * DAY), instance="edited")
    assert lines(duty) == ["shot", "burst"]
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "totals").glob("*.arrow")}
    assert len(kept) == 2

    filed(duty, line("uav"), when=when(40 * DAY), replaces="edited")
    assert lines(duty) == ["shot", "uav"]
    again = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "totals").glob("*.arrow")}
    assert len(again) == 2
    assert len(kept.items() & again.items()) == 1


@pytest.mark.parametrize("who", ["duty", "north"])
def test_a_period_is_the_same_from_kept_months_and_from_rows(who, filed, request):
    actor = request.getfixturevalue(who)
    filed(actor, line("shot"), when=when(0))
    filed(actor, line("burst"), when=when(3 * DAY, 4 * DAY))
    filed(actor, line("uav"), when=when(40 * DAY))

    middle = datetime(2020, 12, 11, tzinfo=UTC)
    assert lines(actor, begins_at=middle) == ["uav"]
    assert lines(actor, ends_at=middle) == ["shot", "burst"]
    assert lines(actor, begins_at=datetime(2020, 12, 7, tzinfo=UTC), ends_at=middle) == ["burst"]
    assert lines(actor, begins_at=datetime(2031, 1, 1, tzinfo=UTC)) == []


def test_another_agreement_s_alerts_are_not_counted(duty, filed):
    filed(duty, line("shot"))
    Observation.objects.create(
        origin="alert", ref="x", line=0, agreement="other", kind="exclusion", month=202012,
        begins_us=0, ends_us=0, at=when(0).begins_at,
    )  # fmt: skip

    assert lines(duty) == ["shot"]


def test_what_is_remembered_is_forgotten_with_any_change(duty, north, filed):
    asked = Asked(agreement="libya-2020")
    first = stamp_of(duty, asked)
    filed(duty, line("shot"), instance="one")
    second = stamp_of(duty, asked)
    filed(duty, line("shot"), replaces="one")

    assert len({first, second, stamp_of(duty, asked)}) == 3
    assert stamp_of(north, asked) == ""
