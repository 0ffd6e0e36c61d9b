"""A trial: what was observed, held against an agreement as it is and as it would be. Nothing is kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.agreements.model import Agreement
from evenhand.detection.plan import detect
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.disk import Disk
from evenhand.pipeline.replaying import DIFFERENCES, Replay, replayed
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.drafts.edits import touched
from evenhand_web.incidents.access import visible_alerts
from evenhand_web.map import words as map_words
from evenhand_web.map.features import feature, point
from evenhand_web.observations.access import lake

TRIAL_RUNNING = ProblemKind(
    code="drafts.trial-running",
    blame="state",
    message="{who} is trying a change already. Wait until it is done.",
)
TOO_MUCH_TO_TRY = ProblemKind(
    code="drafts.too-much-to-try",
    blame="state",
    message="{rows} positions are more than the {limit} that a page may replay. Use evenhand replay on the server.",
)

MOST_ROWS = 20_000_000
MOST_LISTED = 300


def trial(
    actor: Actor, old: Agreement, new: Agreement, *, as_of: datetime, done: Mapping[str, datetime] | None = None
) -> Iterator[dict[str, Any]]:
    """Replay under both versions, telling each step: {"step": ...}, at last {"result": ...}.

    Only the rules that the edits may touch are run. One trial at a time for each person.

    Raises:
        NOT_PERMITTED: the role may not try changes.
        TRIAL_RUNNING: this person's trial before is not done.
        TOO_MUCH_TO_TRY: more positions than a page may replay.
    """
    actor.require(Capability.TRY_CHANGES)
    disk, folder = Disk(), settings.WORKSPACE / "trials"
    disk.make_folder(folder)
    with disk.locked(folder / f"{actor.user_id}.lock", wait=False) as alone:
        if not alone:
            raise TRIAL_RUNNING(who=actor.username)
        yield {"step": "reading"}
        observed = _observed()
        versions = touched(old, new)
        answers = []
        for step, version in zip(("before", "after"), versions, strict=True):
            yield {"step": step, "rules": len(version.rules), "positions": observed["positions"].num_rows}
            answers.append(detect(version, **observed, as_of=as_of, done=done))
        yield {"step": "comparing"}
        yield {"result": _told(actor, new, replayed(*answers))}


def _observed() -> dict[str, pa.Table]:
    store = lake()
    rows = sum(entry.rows_kept for entry in store.catalogue() if entry.kind == "positions")
    if rows > MOST_ROWS:
        raise TOO_MUCH_TO_TRY(rows=rows, limit=MOST_ROWS)
    return {
        "positions": store.positions(),
        "events": store.events(),
        "identities": store.identities(),
        "notices": store.notices(),
    }


def _told(actor: Actor, agreement: Agreement, found: Replay) -> dict[str, Any]:
    """Totals for everybody who may try; single alerts only for those who may see all alerts."""
    names = {rule.id: map_words.local(rule.name) for rule in agreement.rules}
    totals = [
        {
            "rule": names.get(one.rule, one.rule),
            "before": one.before,
            "after": one.after,
            "changes": {str(kind): count for kind, count in one.changes.items()},
        }
        for one in found.totals()
    ]
    counted = Counter(found.changes["change"].to_pylist())
    told: dict[str, Any] = {
        "before": found.before.num_rows,
        "after": found.after.num_rows,
        "counts": {str(kind): counted[str(kind)] for kind in DIFFERENCES if counted[str(kind)]},
        "rules": totals,
        "listed": [],
        "hidden": not actor.can(Capability.SEE_ALERTS),
    }
    if actor.can(Capability.SEE_ALERTS):
        rows = found.changes.slice(0, MOST_LISTED).to_pylist()
        kept = set(visible_alerts(actor).filter(alert__in=_ids(rows)).values_list("alert", flat=True))
        told["listed"] = [_row(agreement, names, row, kept) for row in rows]
        told["total"] = found.changes.num_rows
    return told


def _ids(rows: list[dict[str, Any]]) -> list[str]:
    return [one for row in rows for one in (row["alert"], *row["replaces"])]


def _row(agreement: Agreement, names: Mapping[str, str], row: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """One change as the page lists it and the map draws it."""
    area = next((area for area in agreement.areas if area.id == row["area"]), None)
    known = next((one for one in (row["alert"], *row["replaces"]) if one in kept), None)
    place = [(row[f"{way}_lon"], row[f"{way}_lat"]) for way in ("entry", "exit")]
    where = next(((lon, lat) for lon, lat in place if lon is not None and lat is not None), None)
    return feature(
        point(*where) if where else None,
        change=row["change"],
        title=names.get(row["rule"], row["rule"]),
        who=" · ".join(one for one in (row["label"], row["object"] or row["event"]) if one) or _("several objects"),
        area=map_words.local(area.name) if area else "",
        began=format_instant(row["began_at"]),
        ended=format_instant(row["ended_at"]),
        began_at=int(row["began_at"].timestamp()),
        ended_at=int(row["ended_at"].timestamp()),
        certainty=row["certainty"],
        url=reverse("incidents:alert", args=[known]) if known else None,
    )
