"""What changed between two answers about the same agreement: which alerts are new, gone, longer, shorter, other.

The id of an alert holds its beginning, so a late fix that moves the beginning makes another id. What people did about
the first alert belongs to the second all the same: a change names the ids that an alert takes the place of.

Source: docs/methods/one-answer.md.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Cause, Reason, attributed
from evenhand.detection.pairing import Pairs, paired, same_values
from evenhand.foundation.instants import format_instant
from evenhand.observations.schemas import SCHEMA_VERSION, require


class ChangeKind(StrEnum):
    """What became of an alert."""

    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    """It lasts longer: begins earlier, ends later, or both."""
    SHORTENED = "shortened"
    CHANGED = "changed"
    """It says something else, or lies at another time without merely growing or shrinking."""
    SPLIT = "split"
    """It is one of several parts of what was one alert."""
    JOINED = "joined"
    """It is what several alerts were."""
    RESTATED = "restated"
    """It says the same, but rests on other files or on another version of the agreement."""


BASIS = frozenset({"agreement_version", "agreement_digest", "files"})
"""Columns that say where an alert comes from; they may change without changing what it says."""

FIELD = pa.struct([pa.field("name", pa.string()), pa.field("before", pa.string()), pa.field("after", pa.string())])
"""A column that differs, with both values as JSON."""

CHANGES = pa.schema(
    [
        pa.field("change", pa.string(), nullable=False),
        pa.field("replaces", pa.list_(pa.string()), nullable=False),  # ids of old alerts, the nearest first; own id: no
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
        pa.field("because_of", pa.list_(pa.string()), nullable=False),  # SHA-256 of files that brought it
        pa.field("fields", pa.list_(FIELD), nullable=False),  # against the nearest old alert
        *ALERTS,
    ],
    metadata={"evenhand.schema": "changes", "evenhand.schema_version": str(SCHEMA_VERSION)},
)
"""One row a change: the alert as it is now (as it was, where it is withdrawn), and what happened to it."""

LASTING = frozenset({"ended_at", "dwell_s"})
"""What of an alert without an end (a silence, a commitment that is not met) time alone changes."""

_ORDER = ("began_at", "rule", "object", "other", "event", "area", "commitment", "alert")
"""As `plan.conclude` orders alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of CHANGES."""

    kind: ChangeKind
    alert: Mapping[str, Any]
    """A row of ALERTS: as it is now, or as it was where it is withdrawn."""
    replaces: tuple[str, ...]
    reasons: tuple[Reason, ...]
    because_of: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]
    """Column, value before, value after; the values as JSON."""

    @property
    def only_lasts(self) -> bool:
        """Whether nothing happened but that time went on: it is kept, and no news."""
        same = {name for name, _, _ in self.fields} <= LASTING and not self.replaces
        return self.kind is ChangeKind.EXTENDED and self.reasons == (Reason.TIME,) and same


def compare(before: pa.Table, after: pa.Table, *, causes: Sequence[Cause] | None = None) -> pa.Table:
    """Say what changed from one table of alerts to another.

    Alerts are about the same where agreement, rule, area, object, other object, event and commitment are the same and
    their times overlap (docs/methods/one-answer.md). Tables with the same rows give no change.

    Args:
        before: ALERTS, each id once.
        after: ALERTS, each id once.
        causes: what came in between; None: told from the alerts alone (another agreement, other files).

    Returns:
        CHANGES in the order of alerts (beginning, rule, subject, id); `applied` makes `after` from it again.

    Raises:
        SCHEMA_MISMATCH: a table is not of its schema.

    >>> compare(ALERTS.empty_table(), ALERTS.empty_table()).num_rows
    0
    """
    for table in (before, after):
        require(table, ALERTS, what="compare")
    before, after = before.select(ALERTS.names).cast(ALERTS), after.select(ALERTS.names).cast(ALERTS)
    pairs = paired(before, after)
    fresh, gone = after.take(pa.array(pairs.fresh)), before.take(pa.array(pairs.gone))
    nearest = before.take(pa.array(pairs.nearest, mask=pairs.nearest < 0))
    fields = _fields(nearest, fresh, pairs)
    reasons, files = attributed(before, after, pairs, causes)
    columns = {
        "change": _kinds(pairs, nearest, fresh, fields) + [ChangeKind.WITHDRAWN] * len(pairs.gone),
        "replaces": _replaced(pairs, before, fresh) + [[]] * len(pairs.gone),
        "reasons": reasons,
        "because_of": files,
        "fields": fields + [[]] * len(pairs.gone),
    }
    told = [pa.array(columns[name], CHANGES.field(name).type) for name in columns]
    alerts = pa.concat_tables([fresh, gone])
    return in_order(pa.table([*told, *alerts.columns], schema=CHANGES))


def applied(before: pa.Table, changes: pa.Table) -> pa.Table:
    """The table of alerts that `compare` found to come after `before`, in the order in which detection gives it.

    Args:
        before: ALERTS.
        changes: CHANGES from `before` to something else.
    """
    touched = pa.chunked_array([*changes["alert"].chunks, *pc.list_flatten(changes["replaces"]).chunks], pa.string())
    left = before.filter(pc.invert(pc.is_in(before["alert"], value_set=touched.combine_chunks())))
    brought = changes.filter(pc.not_equal(changes["change"], ChangeKind.WITHDRAWN)).select(ALERTS.names)
    return in_order(pa.concat_tables([left, brought.cast(ALERTS)]))


def rows(changes: pa.Table) -> tuple[Change, ...]:
    """The changes as frozen values, in their order."""
    return tuple(
        Change(
            kind=ChangeKind(row["change"]),
            alert={name: row[name] for name in ALERTS.names},
            replaces=tuple(row["replaces"]),
            reasons=tuple(map(Reason, row["reasons"])),
            because_of=tuple(row["because_of"]),
            fields=tuple((one["name"], one["before"], one["after"]) for one in row["fields"]),
        )
        for row in changes.to_pylist()
    )


def in_order(table: pa.Table) -> pa.Table:
    """Rows with the columns of ALERTS by beginning, rule, subject, id; unknown first."""
    began, *texts = (table[name] for name in _ORDER)
    keys = pa.table([began, *(pc.fill_null(text, "") for text in texts)], names=list(_ORDER))
    return table.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in _ORDER])).combine_chunks()


def _kinds(pairs: Pairs, nearest: pa.Table, fresh: pa.Table, fields: list[list[dict[str, str]]]) -> list[str]:
    """The kind of each new or other alert."""
    began_before, ended_before, began_after, ended_after = (
        pc.fill_null(table[name].cast(pa.int64()), 0).to_numpy()
        for table in (nearest, fresh)
        for name in ("began_at", "ended_at")
    )
    moved = (began_before != began_after) | (ended_before != ended_after)
    only_basis = np.array([all(one["name"] in BASIS for one in listed) for listed in fields], bool)
    conditions = {
        ChangeKind.RAISED: pairs.nearest < 0,
        ChangeKind.JOINED: pairs.several,
        ChangeKind.SPLIT: pairs.shared,
        ChangeKind.RESTATED: only_basis,
        ChangeKind.EXTENDED: moved & (began_after <= began_before) & (ended_after >= ended_before),
        ChangeKind.SHORTENED: moved & (began_after >= began_before) & (ended_after <= ended_before),
    }
    kinds = np.array([*(kind.value for kind in conditions), ChangeKind.CHANGED.value], dtype=object)
    found = np.select(list(conditions.values()), list(range(len(conditions))), len(conditions))
    return list(kinds[found])


def _replaced(pairs: Pairs, before: pa.Table, fresh: pa.Table) -> list[list[str]]:
    """By fresh row the ids that it takes the place of, the nearest first, its own left out."""
    own = fresh["alert"].to_pylist()
    replaced: list[list[str]] = [[] for _ in own]
    ids = before["alert"].take(pa.array(pairs.link_before)).to_pylist()
    for number, identity in zip(pairs.link_fresh.tolist(), ids, strict=True):
        if identity != own[number]:
            replaced[number].append(identity)
    return replaced


def _fields(nearest: pa.Table, fresh: pa.Table, pairs: Pairs) -> list[list[dict[str, str]]]:
    """By fresh row the columns in which it differs from the nearest old one, its id apart; none where there is none."""
    names = [name for name in ALERTS.names if name != "alert"]
    known = np.flatnonzero(pairs.nearest >= 0)
    listed: list[list[dict[str, str]]] = [[] for _ in range(fresh.num_rows)]
    old, new = (table.select(names).take(pa.array(known)) for table in (nearest, fresh))
    differ = ~same_values(old, new)
    for column, name in enumerate(names):
        which = np.flatnonzero(differ[:, column])
        values = [table[name].take(pa.array(which)).to_pylist() for table in (old, new)]
        for number, was, now in zip(known[which].tolist(), *values, strict=True):
            listed[number].append({"name": name, "before": _json(was), "after": _json(now)})
    return listed


def _json(value: Any) -> str:
    if isinstance(value, datetime):
        return f'"{format_instant(value)}"'
    return json.dumps(value, ensure_ascii=False)
