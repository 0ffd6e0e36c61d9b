"""The feeds page, and one file with its refused rows."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand_web.accounts.access import Actor
from evenhand_web.observations import access
from evenhand_web.observations.mapping import HOUR_S, from_hour, rows
from evenhand_web.observations.models import FeedSource, LakeFile
from evenhand_web.web.paging import Page, page_of

_TIMELINE_BINS = 720
_LEARNS_FROM_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Observations over time: equal bins from `begins_at`, as counts and as an SVG path one unit a bin, 24 high."""

    begins_at: datetime
    ends_at: datetime
    bin_s: int
    counts: tuple[int, ...]
    peak: int
    """Largest count of any bin; the path is drawn against it by square root, so that little is still seen."""
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source: what came, and whether it has fallen silent."""

    source: str
    kinds: tuple[str, ...]
    formats: tuple[str, ...]
    files: int
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    begins_at: datetime | None
    last_heard_at: datetime | None
    silent_for: timedelta | None
    expected_every: timedelta | None
    expectation_learned: bool
    state: str
    """heard | silent | unknown (nobody can say what is normal) | untimed (identities, notices)"""
    timeline: Timeline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the table that says in figures what the timelines draw."""

    day: datetime
    counts: tuple[int, ...]
    """By source, in the order of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """The feeds page."""

    sources: tuple[Source, ...]
    days: tuple[Day, ...]
    begins_at: datetime | None
    ends_at: datetime | None
    files: int
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    rows_duplicate: int
    silent: int


def feeds(actor: Actor, *, now: datetime) -> Feeds:
    """What came in, by source; silent sources first, then by name.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
    """
    files = list(access.files(actor))
    expected = dict(FeedSource.objects.values_list("source", "expected_every_s"))
    hours = [int(hour) for file in files for hour in file.hourly]
    first, last = (min(hours), max(hours) + 1) if hours else (0, 0)
    by_source: dict[str, list[LakeFile]] = {}
    for file in files:
        by_source.setdefault(file.source, []).append(file)
    sources = [_source(name, held, expected.get(name), (first, last), now) for name, held in sorted(by_source.items())]
    sources.sort(key=lambda one: (one.state != "silent", one.state == "untimed"))
    return Feeds(
        sources=tuple(sources),
        days=_days([one.source for one in sources if one.timeline], by_source),
        begins_at=from_hour(first) if hours else None,
        ends_at=from_hour(last) if hours else None,
        files=len(files),
        rows_read=sum(file.rows_read for file in files),
        rows_kept=sum(file.rows_kept for file in files),
        rows_quarantined=sum(file.rows_quarantined for file in files),
        rows_duplicate=sum(file.rows_duplicate for file in files),
        silent=sum(one.state == "silent" for one in sources),
    )


def files_page(actor: Actor, *, source: str = "", search: str = "", page: str | int | None = 1) -> Page[LakeFile]:
    """The files, newest first, of one source or of all; `search` looks in names and hashes.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
    """
    found = access.files(actor)
    source, search = (text.replace("\0", "") for text in (source, search))  # PostgreSQL takes no NUL
    if source:
        found = found.of_source(source)
    if search:
        found = found.filter(name__icontains=search) | found.filter(digest__startswith=search.lower())
    return page_of(found, page, lambda row: row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was set aside."""

    row: int
    code: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """One file with the rows of it that were set aside."""

    file: LakeFile
    refused: Page[Refused]
    codes: tuple[tuple[str, int], ...]
    """Each reason's code and how many rows it took, most first; over the whole file."""


def file_page(actor: Actor, digest: str, *, search: str = "", code: str = "", page: str | int | None = 1) -> FilePage:
    """One file; `search` looks in reasons and raw text, `code` keeps one kind of fault.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
        NO_SUCH_FILE: none has this hash.
    """
    file = access.file(actor, digest)
    table = access.lake().quarantine(digest)
    codes = Counter(table["code"].to_pylist()).most_common()
    chosen = _matching(table, search=search, code=code)
    return FilePage(
        file=file,
        refused=page_of(range(chosen.num_rows), page, lambda place: _refused(next(rows(chosen.slice(place, 1))))),
        codes=tuple(codes),
    )


def refused_rows(actor: Actor, digest: str) -> Iterator[Refused]:
    """Every row of a file that was set aside, in order of row.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
        NO_SUCH_FILE: none has this hash.
    """
    access.file(actor, digest)
    table = access.lake().quarantine(digest).sort_by("row")
    return map(_refused, rows(table))


def _refused(one: Mapping[str, Any]) -> Refused:
    return Refused(row=one["row"], code=one["code"], reason=one["reason"], raw=one["raw"])


def _matching(table: pa.Table, *, search: str, code: str) -> pa.Table:
    if code:
        table = table.filter(pc.equal(table["code"], code))
    if search:
        literal = re.escape(search)
        hit = pc.or_(
            pc.match_substring_regex(table["reason"], literal, ignore_case=True),
            pc.match_substring_regex(table["raw"], literal, ignore_case=True),
        )
        table = table.filter(hit)
    return table.sort_by("row")


def _source(name: str, held: list[LakeFile], expected_s: int | None, span: tuple[int, int], now: datetime) -> Source:
    hourly: Counter[int] = Counter()
    for file in held:
        hourly.update({int(hour): count for hour, count in file.hourly.items()})
    last_heard_at = max((file.ends_at for file in held if file.ends_at), default=None)
    timed = any(file.kind in {"positions", "events"} for file in held)
    silent_for = max(now - last_heard_at, timedelta(0)) if timed and last_heard_at else None
    every = timedelta(seconds=expected_s) if expected_s is not None else _usual_silence(hourly)
    if not timed:
        state = "untimed"
    elif silent_for is None or every is None:
        state = "unknown"
    else:
        state = "silent" if silent_for > every else "heard"
    return Source(
        source=name,
        kinds=tuple(sorted({file.kind for file in held})),
        formats=tuple(sorted({file.format for file in held})),
        files=len(held),
        rows_read=sum(file.rows_read for file in held),
        rows_kept=sum(file.rows_kept for file in held),
        rows_quarantined=sum(file.rows_quarantined for file in held),
        begins_at=min((file.begins_at for file in held if file.begins_at), default=None),
        last_heard_at=last_heard_at,
        silent_for=silent_for,
        expected_every=every,
        expectation_learned=expected_s is None,
        state=state,
        timeline=_timeline(hourly, span) if hourly else None,
    )


def _usual_silence(hourly: Mapping[int, int]) -> timedelta | None:
    """The longest silence the source has shown so far, in whole hours; None where too little came to know."""
    heard = sorted(hourly)
    if len(heard) < _LEARNS_FROM_HOURS:
        return None
    return timedelta(hours=max(after - before for before, after in pairwise(heard)) + 1)


def _timeline(hourly: Mapping[int, int], span: tuple[int, int]) -> Timeline:
    first, last = span
    per_bin = max(1, -(-(last - first) // _TIMELINE_BINS))
    counts = [0] * -(-(last - first) // per_bin)
    for hour, count in hourly.items():
        counts[(hour - first) // per_bin] += count
    peak = max(counts)
    bars = []
    for number, count in enumerate(counts):
        if count:
            high = max(2.0, 24.0 * (count / peak) ** 0.5)
            bars.append(f"M{number} 24v-{high:.1f}h1V24z")
    return Timeline(
        begins_at=from_hour(first),
        ends_at=from_hour(last),
        bin_s=per_bin * HOUR_S,
        counts=tuple(counts),
        peak=peak,
        path="".join(bars),
    )


def _days(order: list[str], by_source: Mapping[str, list[LakeFile]]) -> tuple[Day, ...]:
    per_day: dict[int, Counter[str]] = {}
    for source in order:
        for file in by_source[source]:
            for hour, count in file.hourly.items():
                per_day.setdefault(int(hour) // 24, Counter())[source] += count
    return tuple(
        Day(day=from_hour(day * 24), counts=tuple(per_day[day][source] for source in order)) for day in sorted(per_day)
    )
