"""Small files of positions joined by day or month, and what was joined before removed.

Nothing changes in what is read: every row stays, each with the file that it came from, and positions that tie stay in
order of loading. Source: docs/methods/reading-hostile-input.md, "The lake".
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.catalogue import DataFile
from evenhand.observations.joining import PREFIX, Join, is_joined, join_to_text
from evenhand.observations.lake import LAKE_DAMAGED, Lake
from evenhand.observations.ranges import plan_ranges, read_range
from evenhand.observations.stores import Store

JOINING_ALREADY = ProblemKind(
    code="observations.joining-already",
    blame="caller",
    message="Somebody else is joining files of the lake in {folder}. Wait until that has ended.",
)

KEPT_FOR = timedelta(days=1)
"""How long files stay that have been joined: whoever began to read before may go on."""


class Span(StrEnum):
    """What a joined file holds."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What was done."""

    joins: tuple[Join, ...]
    faults: tuple[Problem, ...]
    """Why the files of some days or months stay as they are."""
    removed: int
    """Files that had been joined before and are gone now."""


def join_files(
    lake: Lake,
    *,
    before: date,
    by: Span,
    clock: Callable[[], datetime],
    told: Callable[[Join, int], None] = lambda _, __: None,
) -> Tidied:
    """Join the files of positions of each day or month that ended, and remove those joined a day ago or earlier.

    Args:
        lake: whose files.
        before: days and months that end before this day began are joined.
        by: what a joined file holds. By month a year's objects are read from twelve files, and a day's positions from
            all of its month.
        clock: tells when a join is done.
        told: called with each join, and the number of files that it stands for, when it is done.

    Raises:
        JOINING_ALREADY: another process is at it.
        CATALOGUE_DAMAGED, JOIN_DAMAGED: see `Lake`.
    """
    if not lake.catalogue():
        return Tidied(joins=(), faults=(), removed=0)
    records = lake.folder / "joined"
    lake.disk.make_folder(records)
    with lake.disk.locked(records / ".lock", wait=False) as got:
        if not got:
            raise JOINING_ALREADY(folder=lake.folder)
        removed, faults = _remove_joined(lake, clock() - KEPT_FOR)
        joins = []
        for key, files in _groups(lake.files("positions"), by, before):
            try:
                join = _joined(lake, key, files, clock)
            except Problem as problem:
                faults.append(problem)
                continue
            told(join, len(files))
            joins.append(join)
    return Tidied(joins=tuple(joins), faults=tuple(faults), removed=removed)


def _groups(files: Sequence[DataFile], by: Span, before: date) -> Iterator[tuple[str, list[DataFile]]]:
    """Folders of days or months that ended, and the files to be joined there; none that are one already.

    A file that was loaded by the month holds rows of many days: joined by the day, what was loaded before it and after
    it would change places. The days of such a month are left to joining by month.
    """
    groups: dict[str, list[DataFile]] = {}
    mixed: set[str] = set()
    for one in files:
        key = one.path.split("/")[1]  # positions/day=2020-12-06/...
        month = f"month={key.partition('=')[2][:7]}"
        if key == month and not is_joined(one.path):
            mixed.add(month)
        groups.setdefault(month if by is Span.MONTH else key, []).append(one)
    for key, held in sorted(groups.items()):
        is_left = by is Span.DAY and f"month={key.partition('=')[2][:7]}" in mixed
        if len(held) > 1 and not is_left and _last_day(key) < before:
            yield key, held


def _last_day(key: str) -> date:
    """The last day of day=2020-12-06 or month=2020-12."""
    named, _, value = key.partition("=")
    if named == "day":
        return date.fromisoformat(value)
    following = date.fromisoformat(f"{value}-28") + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def _joined(lake: Lake, key: str, files: Sequence[DataFile], clock: Callable[[], datetime]) -> Join:
    """Write the rows of some files as one, then the record that makes it count.

    Raises:
        LAKE_DAMAGED: a file is not what was written; joined, nobody would find that any more.
    """
    for one in lake.checker.damage(files):
        raise LAKE_DAMAGED(path=one.path, fault=one.fault)
    paths = {one.path for one in files}
    before = [path for join in lake.joins().all if join.file.path in paths for path in join.replaces]
    replaces = tuple(sorted({*paths, *before}))
    digest = hashlib.sha256("\n".join(replaces).encode()).hexdigest()
    written = lake.write_data(f"positions/{key}/{PREFIX}{digest[:32]}.parquet", _rows(lake, files))
    if written.rows != sum(one.rows for one in files):
        raise LAKE_DAMAGED(path=written.path, fault="its rows are not those of the files that it stands for")
    first_us = min(one.first_us for one in files if one.first_us is not None)
    last_us = max(one.last_us for one in files if one.last_us is not None)
    join = Join(file=replace(written, first_us=first_us, last_us=last_us), replaces=replaces, joined_at=clock())
    lake.disk.write_whole(join_to_text(join), lake.folder / "joined" / join.name)
    return join


def _rows(lake: Lake, files: Sequence[DataFile]) -> Iterator[pa.Table]:
    """All rows of some files by object and time, a range of objects at a time."""
    root = str(lake.folder)
    store = Store(
        address=root,
        paths={"positions": tuple(f"{root}/{one.path}" for one in files)},
        footers={f"{root}/{one.path}": one.footer for one in files if one.footer is not None},
    )
    for one in plan_ranges([store]):
        yield read_range([store], one, once=False)


def _remove_joined(lake: Lake, until: datetime) -> tuple[int, list[Problem]]:
    """Remove files that were joined until then, records of joins that were joined again, and what a crash left.

    Nothing is removed that a joined file stands for which is not whole itself.

    Returns:
        How many files were removed, and why others were not.
    """
    joins = lake.joins()
    faults: list[Problem] = []
    gone: set[str] = set()
    for join in joins.counting:
        damaged = list(lake.checker.damage([join.file]))
        faults += [LAKE_DAMAGED(path=one.path, fault=one.fault) for one in damaged]
        if not damaged and join.joined_at <= until:
            gone.update(join.replaces)
    for join in joins.all:
        if join.file.path in gone:
            lake.disk.remove(lake.folder / "joined" / join.name)
    named = {join.file.path for join in joins.all}
    left = {path for path in _written_joins(lake.folder) if path not in named} if not faults else set[str]()
    removed = 0
    for path in sorted(gone | left):
        if (lake.folder / path).exists():
            lake.disk.remove(lake.folder / path)
            removed += 1
    return removed, faults


def _written_joins(folder: Path) -> Iterator[str]:
    """Joined files, whole ones and what a killed process left of one."""
    for pattern in (f"*/{PREFIX}*.parquet", f"*/.{PREFIX}*.draft"):
        for path in (folder / "positions").glob(pattern):
            yield path.relative_to(folder).as_posix()
