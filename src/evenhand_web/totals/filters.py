"""What is to be counted, as the address line says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from evenhand.cases.counting.totals import GROUPINGS
from evenhand.foundation.problems import ProblemKind

BAD_DAY = ProblemKind(
    code="totals.bad-day",
    blame="caller",
    message="{field} is {value!r}, which is not a date. Write it as 2020-12-06.",
)
DAYS_BACKWARDS = ProblemKind(
    code="totals.days-backwards",
    blame="caller",
    message="The period begins on {begins} and ends on {ends}. Put the earlier day first.",
)
NONE = "none"
"""Of the second rule: no comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """A period in days of the agreement's zone, both included; "" means whatever."""

    agreement: str = ""
    rule: str = ""
    other: str = ""
    by: str = "week"
    begins: str = ""
    ends: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours, and an unknown grouping is by week."""
        given = {name: str(query.get(name, "")).strip()[:100] for name in cls.__dataclass_fields__}
        return cls(**given | {"by": given["by"] if given["by"] in GROUPINGS else "week"})

    def period(self, time_zone: str) -> tuple[datetime | None, datetime | None]:
        """From the first midnight to that after the last day, UTC; None where it is open.

        Raises:
            BAD_DAY, DAYS_BACKWARDS.
        """
        begins_at = _midnight("begins", self.begins, time_zone)
        ends_at = _midnight("ends", self.ends, time_zone, days_later=1)
        if begins_at is not None and ends_at is not None and ends_at <= begins_at:
            raise DAYS_BACKWARDS(begins=self.begins, ends=self.ends)
        return begins_at, ends_at


def _midnight(field: str, value: str, time_zone: str, *, days_later: int = 0) -> datetime | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value) + timedelta(days=days_later)
        return datetime.combine(day, time(), tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BAD_DAY(field=field, value=value) from None
