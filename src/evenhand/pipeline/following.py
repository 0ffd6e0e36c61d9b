"""An answer that keeps up with the lake: each update looks again at the objects that new data touch, and at no others.

The answer is that of `detect` over the whole lake, row for row, whatever came in which order and wherever it was
interrupted. Source: docs/methods/one-answer.md, "An answer that keeps up".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement
from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import Change, compare, rows
from evenhand.detection.plan import conclude, sight
from evenhand.detection.sightings import PARTS, Sightings, joined
from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.observations.disk import Disk
from evenhand.observations.lake import Lake
from evenhand.pipeline.keeping import STATE_OF_ANOTHER, Kept, Store
from evenhand.pipeline.touching import News, what_came

ROWS_AT_ONCE = 2_000_000
"""Fixes read at a time; an object that has more is read whole all the same, for sightings are of complete objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What became of the answer."""

    generation: int
    """The number of the update, from 1."""
    as_of: datetime
    alerts: pa.Table = field(repr=False)
    """ALERTS: the answer as it is now."""
    changes: pa.Table = field(repr=False)
    """CHANGES since the update before."""
    causes: tuple[Cause, ...] = field(repr=False)
    """What came since then."""
    objects_read: int
    """How many objects were looked at again."""
    fixes_read: int

    def rows(self) -> tuple[Change, ...]:
        """The changes as values, in their order."""
        return rows(self.changes)


class State:
    """The answer to one agreement over one lake, kept in a folder."""

    def __init__(
        self,
        folder: Path,
        lake: Lake,
        agreement: Agreement,
        *,
        disk: Disk | None = None,
        wait: bool = False,
        rows_at_once: int = ROWS_AT_ONCE,
    ) -> None:
        """Nothing is read or written yet.

        Args:
            folder: where the state is kept; made at the first update, for this agreement alone.
            lake: all observations.
            agreement: in the version that is to be held against them.
            disk: the file system.
            wait: for another process that is writing the state; else that is a Problem.
            rows_at_once: fixes read at a time.
        """
        self._store = Store(folder, disk=disk)
        self._lake = lake
        self._agreement = agreement
        self._wait = wait
        self._rows_at_once = rows_at_once

    @property
    def alerts(self) -> pa.Table:
        """ALERTS as of the last update; none before the first.

        Raises:
            STATE_DAMAGED: the state is not whole.
        """
        kept = self._store.load()
        return ALERTS.empty_table() if kept is None else kept.alerts

    def log(self, *, since: int = 0) -> Iterator[tuple[int, datetime, pa.Table]]:
        """Every update after number `since` that changed something: number, up to when was looked, CHANGES.

        Raises:
            STATE_DAMAGED: a file of the log is missing or broken.
        """
        return self._store.log(since=since)

    def update(self, as_of: datetime, *, done: Mapping[str, datetime] | None = None) -> Update:
        """Take in what came into the lake, and say what that changes.

        A crash at any point leaves the state before or the state after; the next update goes on from there.

        Args:
            as_of: what was seen or given later is not looked at.
            done: by commitment, when it was met.

        Raises:
            STATE_IN_USE: another process is writing the state.
            STATE_DAMAGED, STATE_OF_ANOTHER: the folder does not hold a whole state of this agreement.
            NAIVE_INSTANT, LAKE_DAMAGED, CATALOGUE_DAMAGED, BAD_COORDINATES.
        """
        if as_of.tzinfo is None:
            raise NAIVE_INSTANT(field="as_of", value=as_of)
        with self._store.held(wait=self._wait):
            before = self._store.load()
            if before is not None and before.agreement != self._agreement.id:
                raise STATE_OF_ANOTHER(folder=self._store.folder, kept=before.agreement, given=self._agreement.id)
            return self._updated(before, as_of, done or {})

    def _updated(self, before: Kept | None, as_of: datetime, done: Mapping[str, datetime]) -> Update:
        news = what_came(self._lake, self._agreement, before, as_of=as_of)
        looked = _Looked(lake=self._lake, agreement=self._agreement, news=news, as_of=as_of)
        sightings = looked.again(None if before is None else before.sightings, self._rows_at_once)
        alerts = conclude(
            self._agreement,
            [sightings],
            events=self._lake.events(),
            identities=looked.identities,
            notices=looked.notices,
            done=done,
            as_of=as_of,
        )
        causes = (*news.causes, *looked.corrections())
        old = ALERTS.empty_table() if before is None else before.alerts
        changes = compare(old, alerts, causes=causes if before is not None else None)
        kept = Kept(
            agreement=self._agreement.id,
            digest=self._agreement.digest,
            as_of=as_of,
            files=news.taken,
            alerts=alerts if changes.num_rows or before is None else old,
            objects=news.objects,
            sightings=sightings,
        )
        saved = self._store.save(kept, changes, before=before)
        return Update(
            generation=saved.generation,
            as_of=as_of,
            alerts=alerts,
            changes=changes,
            causes=causes,
            objects_read=looked.objects_read,
            fixes_read=looked.fixes_read,
        )


class _Looked:
    """Stage one, again, for the objects that news touch."""

    def __init__(self, *, lake: Lake, agreement: Agreement, news: News, as_of: datetime) -> None:
        self._lake, self._agreement, self._news, self._as_of = lake, agreement, news, as_of
        self.identities = lake.identities()
        self.notices = lake.notices()
        self.objects_read = self.fixes_read = 0
        self._corrected: set[str] = set()

    def again(self, before: Sightings | None, rows_at_once: int) -> Sightings:
        """The sightings of all objects: those of before, where nothing touched them, and new ones."""
        touched = self._news.touched
        if touched is not None and not touched and before is not None:
            return before
        found = [Sightings(parts=PARTS.empty_table())]
        if touched is not None and before is not None:
            found.append(_without(before, touched))
        for names in _ranges(self._news.objects, touched, rows_at_once):
            # Later instants than the last that counts are left out here already: they need not be read.
            everything = len(names) == self._news.objects.num_rows
            positions = self._lake.positions(
                objects=None if everything else names, ends_at=self._as_of + timedelta(microseconds=1)
            )
            self.objects_read += len(names)
            self.fixes_read += positions.num_rows
            if touched is not None:
                self._corrected |= _corrected(positions, self._news.files)
            found.append(
                sight(
                    self._agreement,
                    positions=positions,
                    identities=self.identities,
                    notices=self.notices,
                    as_of=self._as_of,
                )
            )
        whole = joined(found)
        return replace(whole, looks={rule: _nobody_once(table) for rule, table in whole.looks.items()})

    def corrections(self) -> tuple[Cause, ...]:
        """What new files say otherwise about instants that were known already."""
        if not self._corrected:
            return ()
        return (
            Cause(reason=Reason.CORRECTED_FIXES, subjects=frozenset(self._corrected), files=tuple(self._news.files)),
        )


def _ranges(objects: pa.Table, touched: frozenset[str] | None, rows_at_once: int) -> Iterator[Sequence[str]]:
    """The objects to be looked at, in ranges of their names that hold about so many fixes."""
    if touched is not None:
        objects = objects.filter(pc.is_in(objects["object"], value_set=pa.array(sorted(touched), pa.string())))
    if objects.num_rows == 0:
        return
    ends = np.cumsum(objects["rows"].to_numpy())
    numbers = (ends - 1) // rows_at_once
    names = objects["object"].to_pylist()
    for low, high in pairwise([0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(names)]):
        yield names[low:high]


def _without(before: Sightings, touched: frozenset[str]) -> Sightings:
    """The sightings of all other objects."""
    names = pa.array(sorted(touched), pa.string())

    def others(table: pa.Table) -> pa.Table:
        return table.filter(pc.invert(pc.is_in(table["object"].cast(pa.string()), value_set=names)))

    return Sightings(parts=others(before.parts), looks={rule: others(table) for rule, table in before.looks.items()})


def _nobody_once(table: pa.Table) -> pa.Table:
    """The rows of a look, those about nobody once each: they come with every range of objects again."""
    about_nobody = pc.is_null(table["object"])
    if not pc.any(about_nobody).as_py():
        return table
    flat = [one.name for one in table.schema if not pa.types.is_nested(one.type)]
    once = table.filter(about_nobody).select(flat).group_by(flat, use_threads=False).aggregate([])
    rest = table.filter(pc.invert(about_nobody))
    return pa.concat_tables([rest, once], promote_options="default").select(table.column_names).cast(table.schema)


def _corrected(positions: pa.Table, files: Sequence[str]) -> set[str]:
    """Objects for which new files have another word about an instant that older files knew; rows are in order."""
    if positions.num_rows < 2 or not files:
        return set()
    plain = positions["object"].combine_chunks()
    codes, seen_us = plain.indices.to_numpy(), positions["seen_at"].cast(pa.int64()).to_numpy()
    is_new = pc.is_in(positions["file"].cast(pa.string()), value_set=pa.array(list(files), pa.string())).to_numpy()
    again = (np.diff(codes) == 0) & (np.diff(seen_us) == 0) & (is_new[1:] != is_new[:-1])
    return set(positions["object"].take(pa.array(np.flatnonzero(again))).to_pylist())
