"""Rows of the desk's index from reports and alerts: put where one changes, or all made again.

Intake and incidents call `put_reports` and `put_alerts` in the transaction of the change itself, so that the index is
never behind. `rebuild` makes the same rows from nothing; a test holds the two against each other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from evenhand_web.accounts.speaking import as_machine
from evenhand_web.desk.filling import indexes_later
from evenhand_web.desk.grid import cell_of
from evenhand_web.desk.models import NOWHERE, Item, ItemKind, ItemState, Shown, Tally
from evenhand_web.desk.searching import searched
from evenhand_web.incidents.bulk import insert
from evenhand_web.incidents.models import Alert, AlertState
from evenhand_web.intake.models import ActKind, Report, ReportAct, ReportRelease, ReportState

OPEN = (ItemState.NEW, ItemState.TAKEN, ItemState.ASKED, ItemState.ROUTED)
ALERT_STATES: Mapping[str, ItemState] = {
    AlertState.NEW: ItemState.NEW,
    AlertState.ASSIGNED: ItemState.TAKEN,
    AlertState.DISMISSED: ItemState.SETTLED,
    AlertState.WITHDRAWN: ItemState.WITHDRAWN,
}
REPORT_STATES: Mapping[str, ItemState] = {state: ItemState(state.value) for state in ReportState}
_AT_ONCE = 400
_ALERTS_AT_ONCE = 1_000
_KEY = ("kind", "ref")
_FIELDS = tuple(one.name for one in Item._meta.concrete_fields if not one.primary_key)  # noqa: SLF001 - documented


@as_machine("the index is made from all that is known of a report, whoever changed it")
def put_reports(reports: Sequence[Report]) -> None:
    """Bring the items of some reports, and of those joined to them, to what these say now."""
    keys = [report.pk for report in reports]
    gone = [report.pk for report in reports if report.joined_id]
    gone += Report.objects.filter(joined__in=keys).values_list("pk", flat=True)
    _put(ItemKind.REPORT, items_of_reports([report for report in reports if not report.joined_id]), gone)
    _show(keys)


@as_machine("the index is made from all that is known of an alert, whoever changed it")
def put_alerts(alert_ids: Iterable[str]) -> None:
    """Bring the items of some alerts to what these say now, a thousand at a time."""
    wanted = sorted(set(alert_ids))
    for low in range(0, len(wanted), _ALERTS_AT_ONCE):
        found = Alert.objects.filter(pk__in=wanted[low : low + _ALERTS_AT_ONCE]).order_by("began_at", "pk")
        _put(ItemKind.ALERT, items_of_alerts(found), ())


@transaction.atomic
def rebuild() -> int:
    """Make the whole index again from reports and alerts; gives how many items there are."""
    Shown.objects.all().delete()
    Tally.objects.all().delete()
    with indexes_later():
        Item.objects.all().delete()
        made = _refill(Report.objects.filter(joined=None).order_by("received_at", "pk"), items_of_reports)
        made += _refill(Alert.objects.order_by("recorded_at", "began_at", "pk"), items_of_alerts)
    item, shown, tally, release = (
        connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - documented
        for model in (Item, Shown, Tally, ReportRelease)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tally} (cell, kind, state, number) "  # noqa: S608 - names of our own tables, here and below
            f"SELECT cell, kind, state, COUNT(*) FROM {item} GROUP BY cell, kind, state"
        )
        cursor.execute(
            f"INSERT INTO {shown} (organisation_id, item_id, came_at, own) "  # noqa: S608
            f"SELECT owner_id, id, came_at, TRUE FROM {item} WHERE kind = 'report' AND owner_id IS NOT NULL"
        )
        cursor.execute(
            f"INSERT INTO {shown} (organisation_id, item_id, came_at, own) "  # noqa: S608
            f"SELECT {release}.organisation_id, {item}.id, {item}.came_at, FALSE FROM {release} "
            f"JOIN {item} ON {item}.kind = 'report' AND {item}.ref = {release}.report_id "
            f"WHERE {item}.owner_id <> {release}.organisation_id"
        )
    return made


def items_of_reports(reports: Sequence[Report] | QuerySet[Report]) -> list[Item]:
    """The items of some reports that are joined to none."""
    held = list(reports)
    keys = [report.pk for report in held]
    translated = _translations(keys)
    return [_of_report(report, translated.get(report.pk, ())) for report in held]


def items_of_alerts(alerts: Sequence[Alert] | QuerySet[Alert]) -> list[Item]:
    """The items of some alerts."""
    return [_of_alert(alert) for alert in alerts]


def _of_report(report: Report, translated: Sequence[str]) -> Item:
    state = REPORT_STATES[report.state]
    placed = report.lon is not None and report.lat is not None
    return Item(
        kind=ItemKind.REPORT,
        ref=report.pk,
        number=report.number,
        code=report.kind,
        headline=report.headline,
        owner_id=report.owner_id,
        party=report.alleged_party or "",
        came_at=report.received_at,
        at=report.began_at or report.received_at,
        timed=report.began_at is not None,
        lon=report.lon,
        lat=report.lat,
        cell=cell_of(report.lon, report.lat) if placed else NOWHERE,
        state=state,
        open=state in OPEN,
        assignee_id=report.assignee_id,
        reliability=report.reliability,
        credibility=report.credibility,
        urgent=report.urgent,
        conflict=report.conflict,
        unreadable=not report.readable,
        flagged=bool(report.flags),
        waiting=bool(report.waiting_for),
        # Not who filed it: those to whom a protected report is released search here too.
        search=searched((report.number, *translated), folded=report.search_text),
    )


def _of_alert(alert: Alert) -> Item:
    state = ALERT_STATES[alert.state]
    lon, lat = (alert.entry_lon, alert.entry_lat) if alert.entry_lon is not None else (alert.exit_lon, alert.exit_lat)
    who = " – ".join(filter(None, (alert.object or alert.event, alert.other)))
    placed = lon is not None and lat is not None
    return Item(
        kind=ItemKind.ALERT,
        ref=alert.pk,
        number=alert.pk,
        code=alert.rule_kind,
        rule=alert.rule,
        agreement=alert.agreement,
        agreement_version=alert.agreement_version,
        headline=" ".join(filter(None, (alert.label, who)))[:300],
        party=alert.party or "",
        came_at=alert.recorded_at,
        at=alert.began_at,
        lon=lon,
        lat=lat,
        cell=cell_of(lon, lat) if placed else NOWHERE,
        state=state,
        open=state in OPEN,
        assignee_id=alert.assignee_id,
        certainty=alert.certainty,
        search=searched((alert.pk,), folded=alert.search_text),
    )


def _translations(keys: Sequence[str]) -> dict[str, list[str]]:
    """What was translated of some reports and of those joined to them."""
    whole = dict.fromkeys(keys) | dict(Report.objects.filter(joined__in=keys).values_list("pk", "joined"))
    acts = ReportAct.objects.filter(report__in=list(whole), kind=ActKind.TRANSLATED, undone_by=None).order_by("pk")
    found: dict[str, list[str]] = {}
    for report, content in acts.values_list("report", "content"):
        found.setdefault(whole[report] or report, []).append(content["text"])
    return found


def _put(kind: str, items: Sequence[Item], gone: Sequence[str]) -> None:
    """Write items in place of those of the same things, take away those of `gone`, and keep the tallies right."""
    refs = [item.ref for item in items]
    before = Item.objects.filter(kind=kind, ref__in=[*refs, *gone])
    counted = Counter({key: -number for key, number in Counter(before.values_list("cell", "kind", "state")).items()})
    Item.objects.filter(kind=kind, ref__in=gone).delete()
    counted.update((item.cell, kind, item.state) for item in items)
    insert(Item, items, key=_KEY, instead=[name for name in _FIELDS if name not in _KEY])
    # In one order, so that two writers wait for each other, not in a ring.
    changes = [(*key, number) for key, number in sorted(counted.items()) if number]
    table = connection.ops.quote_name(Tally._meta.db_table)  # noqa: SLF001 - documented
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} AS kept (cell, kind, state, number) VALUES (%s, %s, %s, %s) "  # noqa: S608 - our own
            "ON CONFLICT (cell, kind, state) DO UPDATE SET number = kept.number + EXCLUDED.number",
            changes,
        )


def _show(keys: Sequence[str]) -> None:
    """Bring to whom outside some reports are shown to their owners and releases."""
    items = {item.ref: item for item in Item.objects.filter(kind=ItemKind.REPORT, ref__in=keys).defer("search")}
    wanted = {(item.owner_id, item.pk): (item.came_at, True) for item in items.values()}
    for report, organisation in ReportRelease.objects.filter(report__in=list(items)).values_list(
        "report", "organisation"
    ):
        wanted.setdefault((organisation, items[report].pk), (items[report].came_at, False))
    there = Shown.objects.filter(item__in=[item.pk for item in items.values()])
    known = {(one.organisation_id, one.item_id): one.pk for one in there}
    Shown.objects.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    Shown.objects.bulk_create(
        Shown(organisation_id=organisation, item_id=item, came_at=came_at, own=own)
        for (organisation, item), (came_at, own) in sorted(wanted.items())
        if (organisation, item) not in known
    )


def _refill(rows: QuerySet[Any], made_of: Callable[[Sequence[Any]], list[Item]]) -> int:
    count = 0
    for some in _batches(rows.iterator(chunk_size=_AT_ONCE)):
        items = made_of(some)
        insert(Item, items)
        count += len(items)
    return count


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
