"""Observations from reports and alerts: put where one changes, or all made again.

Intake and incidents call `put_reports` and `put_alerts` beside those of the desk, in the transaction of the change
itself, so that totals are never behind. `rebuild` makes the same rows from nothing; a test holds the two together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from evenhand.agreements.model import Agreement
from evenhand.reports.codes import Qualifier
from evenhand.reports.record import Count, Item, Record, record_from
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents.bulk import insert
from evenhand_web.incidents.models import Alert, AlertState, Statement, StatementKind
from evenhand_web.intake.access import versions_of
from evenhand_web.intake.models import Report, ReportState
from evenhand_web.intake.showing import shown_version
from evenhand_web.totals.models import Observation, Origin
from evenhand_web.totals.placing import at_point, spot_of

_AT_ONCE = 1_000
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_GONE = (AlertState.DISMISSED, AlertState.WITHDRAWN)
UNKNOWN_PARTY = "unknown"


@as_machine("what is counted is brought after each change, whoever makes it")
def put_reports(reports: Sequence[Report]) -> None:
    """Bring the observations of some reports, and of those joined to them, to what these say now."""
    keys = [report.pk for report in reports]
    joined = list(Report.objects.filter(joined__in=keys).values_list("pk", flat=True))
    Observation.objects.filter(origin=Origin.REPORT, ref__in=[*keys, *joined]).delete()
    agreement = _agreement()
    _insert([row for report in reports if not report.joined_id for row in of_report(report, agreement)])


@as_machine("what is counted is brought after each change, whoever makes it")
def put_alerts(alert_ids: Iterable[str]) -> None:
    """Bring the observations of some alerts to what these say now, a thousand at a time."""
    wanted = sorted(set(alert_ids))
    for low in range(0, len(wanted), _AT_ONCE):
        some = wanted[low : low + _AT_ONCE]
        Observation.objects.filter(origin=Origin.ALERT, ref__in=some).delete()
        _insert(_of_alerts(Alert.objects.filter(pk__in=some).order_by("began_at", "pk")))


def follow_incidents(statements: Iterable[str]) -> None:
    """Put the observations anew of statements that came into another incident or out of one.

    Args:
        statements: their keys, "report:..." or "alert:...".
    """
    wanted = sorted(set(statements))
    for low in range(0, len(wanted), _AT_ONCE // 2):
        held = Statement.objects.filter(pk__in=wanted[low : low + _AT_ONCE // 2])
        refs = {kind: [ref for of, ref in held.values_list("kind", "ref") if of == kind] for kind in StatementKind}
        put_reports(list(Report.objects.filter(pk__in=refs[StatementKind.REPORT])))
        put_alerts(refs[StatementKind.ALERT])


@transaction.atomic
def rebuild() -> int:
    """Make all observations again from reports and alerts; gives how many there are."""
    Observation.objects.all().delete()
    agreement = _agreement()
    for reports in _batches(Report.objects.filter(joined=None).order_by("received_at", "pk")):
        _insert([row for report in reports for row in of_report(report, agreement)])
    for alerts in _batches(Alert.objects.order_by("recorded_at", "began_at", "pk")):
        _insert(_of_alerts(alerts))
    return Observation.objects.count()


def of_report(report: Report, agreement: Agreement | None) -> list[Observation]:
    """The observations of a report that is joined to none: its lines, or itself where it has none. What could not be
    read, and what its reporter withdrew, tells of nothing.
    """
    if report.state == ReportState.WITHDRAWN:
        return []
    versions = list(versions_of(report))
    reading = shown_version(report, versions).reading if versions else None
    if reading is None or reading.record is None:
        return []
    record = record_from(reading.record)
    return [_of_line(report, record, line, item, agreement) for line, item in enumerate(record.items or (None,))]


def _insert(rows: list[Observation]) -> None:
    """Write observations, each with the incident to which corroboration and people hold that it belongs."""
    keys = sorted({f"{row.origin}:{row.ref}" for row in rows})
    found: dict[str, str] = {}
    for low in range(0, len(keys), _AT_ONCE // 2):
        belonging = Statement.objects.filter(pk__in=keys[low : low + _AT_ONCE // 2], incident__isnull=False, gone=False)
        found |= dict(belonging.values_list("pk", "incident"))
    for row in rows:
        row.incident = found.get(f"{row.origin}:{row.ref}")
    insert(Observation, rows)


def _of_line(report: Report, record: Record, line: int, item: Item | None, agreement: Agreement | None) -> Observation:
    """One line of a report; `item` is None where the report itself is what counts."""
    when = (item.when if item else None) or record.when
    begins_at, ends_at = (when.begins_at, when.ends_at) if when else (report.received_at, report.received_at)
    spot = spot_of((item.place if item else None) or record.place, agreement)
    low, best, high = _numbers(item.count if item else Count(low=1, high=1))
    count = item.count if item else None
    violations = [code.value for code in record.violations]
    return Observation(
        origin=Origin.REPORT,
        ref=report.pk,
        line=line,
        kind=item.observed.value if item else record.kind.value,
        low=low,
        best=best,
        high=high,
        qualifier=count.qualifier.value if count else None,
        fidelity=when.fidelity.value if when else None,
        **_times(begins_at, ends_at),
        **_where(spot),
        party=None if record.alleged_party in {None, UNKNOWN_PARTY} else str(record.alleged_party)[:100],
        weapon=_value(item.weapon if item else None),
        means=_value(item.means if item else None),
        post=_value(item.post if item else None),
        violation=violations[0] if len(violations) == 1 else None,
        cause=_value(item.cause if item else None),
    )


def _of_alerts(alerts: Iterable[Alert]) -> list[Observation]:
    held: dict[tuple[str, str], Agreement | None] = {}
    rows = []
    for alert in alerts:
        if alert.state in _GONE:
            continue
        version = (alert.agreement, alert.agreement_version)
        if version not in held:
            known = agreements.versions_of(alert.agreement)
            held[version] = next((one for one in known if one.version == alert.agreement_version), None)
        rows.append(_of_alert(alert, held[version]))
    return rows


def _of_alert(alert: Alert, agreement: Agreement | None) -> Observation:
    point = (alert.entry_lon, alert.entry_lat) if alert.entry_lon is not None else (alert.exit_lon, alert.exit_lat)
    spot = at_point(*point, agreement)
    return Observation(
        origin=Origin.ALERT,
        ref=alert.pk,
        line=0,
        agreement=alert.agreement,
        kind=alert.rule_kind,
        low=1,
        best=1,
        high=1,
        fidelity="second",
        # It lasts, and belongs to the moment when it began.
        **_times(alert.began_at, alert.ended_at, at=alert.began_at),
        **_where(spot._replace(area=alert.area or spot.area)),
        party=alert.party,
        object=alert.object or alert.event,
        violation=alert.violation_code,
    )


def _numbers(count: Count | None) -> tuple[int | None, int | None, int | None]:
    """low, best and high: the middle of a range is the best that anybody can say; what nobody said stays unknown."""
    if count is None or (count.low is None and count.high is None):
        return None, None, None
    if count.low is None or count.high is None:
        exact = count.low is not None and count.qualifier in {Qualifier.EXACT, Qualifier.ABOUT}
        return count.low, count.low if count.low is not None else count.high, count.low if exact else count.high
    return count.low, (count.low + count.high) // 2, count.high


def _times(begins_at: datetime, ends_at: datetime, *, at: datetime | None = None) -> dict[str, Any]:
    """The columns of a stretch; it lies in the period that holds its middle, or `at`."""
    middle = (at or begins_at + (ends_at - begins_at) / 2).astimezone(UTC)
    begins_us, ends_us = ((moment - _EPOCH) // _MICROSECOND for moment in (begins_at, ends_at))
    return {"begins_us": begins_us, "ends_us": ends_us, "at": middle, "month": middle.year * 100 + middle.month}


def _where(spot: Any) -> dict[str, Any]:
    return {"place": (spot.place or "")[:100] or None, "lon": spot.lon, "lat": spot.lat, "area": spot.area}


def _value(code: Any) -> str | None:
    return None if code is None else str(code.value)


def _agreement() -> Agreement | None:
    """That which the operator chose: it has the gazetteer in which reports name places."""
    return next(iter(agreements.current()), None)


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    some: list[Model] = []
    for row in rows.iterator(chunk_size=_AT_ONCE):
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
