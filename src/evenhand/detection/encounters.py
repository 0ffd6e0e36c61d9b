"""Two objects at once, as rules see them: stage one keeps the fixes that may matter, stage two holds them together.

Source: docs/methods/separation.md, "From meetings to alerts".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.model import Rule
from evenhand.detection.binding import Binding, Subject
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.integrity import BIT, amid, codes_of
from evenhand.detection.kernels.interference import Interference
from evenhand.detection.kernels.legs import UNCOUNTED, Windows, by_number, lay_path, slow_windows
from evenhand.detection.kernels.meetings import ENTRIES, EXITS
from evenhand.detection.kernels.pairs import TOO_MANY_MEETINGS, Terms, find_close
from evenhand.detection.movements import LONG_GAP_US, Counted, Movements
from evenhand.detection.rows import base_row, certainty
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding
from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import SCHEMA_VERSION

SPAN = pa.struct(
    [
        ("begin_us", pa.int64()),  # microseconds since 1970
        ("last_us", pa.int64()),  # the last instant that counts
        ("end_us", pa.int64()),  # what is shown as the end: the same, or one later where a rule's time ends
    ]
)
STAY = pa.struct([("area", pa.string()), ("begin_us", pa.int64()), ("end_us", pa.int64())])
COMPANY = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("track", pa.string(), nullable=False),  # of several under one name, which
        pa.field("label", pa.string()),
        pa.field("category", pa.string()),
        pa.field("party", pa.string()),
        pa.field("doubts", pa.list_(pa.string()), nullable=False),
        pa.field("spans", pa.list_(SPAN), nullable=False),  # when it counts
        pa.field("stays", pa.list_(STAY), nullable=False),  # when it is in the rule's areas
        pa.field("seen_us", pa.list_(pa.int64()), nullable=False),  # fixes in these times, and those around them
        pa.field("lon", pa.list_(pa.float64()), nullable=False),
        pa.field("lat", pa.list_(pa.float64()), nullable=False),
        pa.field("accuracy_m", pa.list_(pa.float32()), nullable=False),  # NaN: the source says nothing
        pa.field("trusted", pa.list_(pa.uint8()), nullable=False),
        pa.field("reasons", pa.list_(pa.uint16()), nullable=False),  # what is known against each fix
        pa.field("file", pa.list_(pa.int32()), nullable=False),  # number in `files`
        pa.field("files", pa.list_(pa.string()), nullable=False),
    ],
    metadata={"evenhand.schema": "company", "evenhand.schema_version": str(SCHEMA_VERSION)},
)
"""One row an object: when it counts for a rule about two objects, and its fixes then."""

DEGREE_M = 110_000.0
"""Less than a degree of latitude measures anywhere."""

CROWDED = "crowded"
"""The reason of an alert that stands for more than can be told one by one: the rule's answer is not complete."""

Span = tuple[int, int, int]
"""A row of SPAN."""
Stay = tuple[str, int, int]
"""A row of STAY."""


def look_for_company(movements: Movements, rule: Rule, binding: Binding) -> pa.Table:
    """Stage one: every object that may be one of two.

    Args:
        movements: of some complete objects.
        rule: asks about two at once.
        binding: whom it is about.

    Returns:
        COMPANY.
    """
    fixes, order = by_number(movements.presence.fixes)
    n_objects = len(movements.subjects)
    starts = np.searchsorted(fixes.object, np.arange(n_objects + 1))
    filters = [one for one in (_slow(fixes, rule, n_objects), _about(fixes, rule, movements)) if one is not None]
    rows = []
    for number, counted in movements.counted(rule, binding).items():
        spans = [(low, high - 1, high) for low, high in counted.spans]
        for windows in filters:
            mine = range(windows.start[number], windows.start[number + 1])
            spans = list(_within(spans, [(int(windows.begin_us[k]), int(windows.end_us[k])) for k in mine]))
        kept = starts[number] + _kept(fixes.t_us[starts[number] : starts[number + 1]], spans)
        if len(kept):
            before = kept if order is None else order[kept]
            rows.append({**_known(movements, number, counted, spans), **_seen(movements, before)})
    return pa.Table.from_pylist(rows, schema=COMPANY)


def _slow(fixes: Fixes, rule: Rule, n_objects: int) -> Windows | None:
    """When each object is slow; None: the rule does not ask."""
    if rule.max_speed_kn is None:
        return None
    return slow_windows(lay_path(fixes, n_objects), _micros(rule.max_gap), rule.max_speed_kn)


def _about(fixes: Fixes, rule: Rule, movements: Movements) -> Windows | None:
    """When each object is so near the rule's areas that somebody in them may be near it; None: the rule has none.

    Only roughly: every leg that a box around an area, wider by the distance and the bulge of the leg, might touch.
    """
    if not rule.areas:
        return None
    west, east = fixes.lon[:-1], fixes.lon[1:]
    south, north = np.minimum(fixes.lat[:-1], fixes.lat[1:]), np.maximum(fixes.lat[:-1], fixes.lat[1:])
    joined = (np.diff(fixes.object) == 0) & (np.diff(fixes.t_us) <= _micros(rule.max_gap))
    length_deg = np.abs(east - west) + north - south
    near = joined & (np.abs(east - west) > 180.0)
    alone = np.zeros(len(fixes.t_us), bool)
    for box in movements.boxes(rule):
        reach = 3.0 * (rule.distance_m or 0.0) / DEGREE_M
        wide = reach + length_deg**2 / 100.0
        low, high = box[1] - reach, box[3] + reach
        aside = 1.0 / np.cos(np.radians(np.minimum(np.maximum(np.abs(low), np.abs(high)), 89.0)))
        here = (np.minimum(west, east) <= box[2] + wide * aside) & (np.maximum(west, east) >= box[0] - wide * aside)
        near |= joined & here & (south <= box[3] + wide) & (north >= box[1] - wide)
        alone |= (np.abs(fixes.lat - (low + high) / 2) <= (high - low) / 2) & (
            np.abs(fixes.lon - (box[0] + box[2]) / 2) <= (box[2] - box[0]) / 2 + reach * aside
        )
    return _stretches(fixes, near, alone, len(movements.subjects))


def _stretches(fixes: Fixes, near: NDArray[np.bool_], alone: NDArray[np.bool_], n_objects: int) -> Windows:
    """Times covered by chosen steps between fixes, and by chosen fixes by themselves."""
    first, last = np.append(near, False), np.append(False, near)
    begins = np.flatnonzero((first & ~last) | (alone & ~first & ~last))
    ends = np.flatnonzero((last & ~first) | (alone & ~first & ~last))
    start = np.searchsorted(fixes.object[begins], np.arange(n_objects + 1))
    return Windows(start, fixes.t_us[begins], fixes.t_us[ends])


def _within(spans: Iterable[Span], windows: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Spans cut to closed windows."""
    for begin_us, last_us, end_us in spans:
        for low, high in windows:
            if max(begin_us, low) <= min(last_us, high):
                yield max(begin_us, low), min(last_us, high), end_us if last_us <= high else high


def _kept(t_us: NDArray[np.int64], spans: Sequence[Span]) -> NDArray[np.int64]:
    """Which fixes of one object lie in its spans or next to them."""
    begins = np.array([span[0] for span in spans], np.int64)
    lasts = np.array([span[1] for span in spans], np.int64)
    first = np.searchsorted(t_us, begins, "left")
    last = np.searchsorted(t_us, lasts, "right")
    # A span that holds no fix, and has none on one side of it, holds no leg either.
    held = (first < last) | ((first > 0) & (last < len(t_us)))
    change = np.zeros(len(t_us) + 2, np.int64)
    np.add.at(change, np.maximum(first[held] - 1, 0), 1)
    np.add.at(change, np.minimum(last[held] + 1, len(t_us)), -1)
    return np.flatnonzero(np.cumsum(change)[: len(t_us)] > 0)


def _known(movements: Movements, number: int, counted: Counted, spans: Sequence[Span]) -> Row:
    """What a row of COMPANY says of the object and when it counts."""
    subject = movements.subjects[number]
    return {
        "object": subject.name,
        "track": movements.presence.objects[number],
        "label": subject.label,
        "category": subject.category,
        "party": subject.party,
        "doubts": counted.doubts,
        "spans": [dict(zip(("begin_us", "last_us", "end_us"), span, strict=True)) for span in spans],
        "stays": [dict(zip(("area", "begin_us", "end_us"), stay, strict=True)) for stay in counted.stays],
    }


def _seen(movements: Movements, kept: NDArray[np.int64]) -> Row:
    """What a row of COMPANY says of its fixes."""
    fixes, (codes, names) = movements.presence.fixes, movements.file_codes
    files = np.zeros(len(kept), np.int32) if len(codes) == 0 else codes[kept]
    distinct, file = np.unique(files, return_inverse=True)
    reasons = movements.fix_reasons
    against = reasons[kept] if len(reasons) else np.zeros(len(kept), np.uint16)
    trusted = fixes.trusted[kept] if len(fixes.trusted) else np.ones(len(kept), np.uint8)
    return {
        "seen_us": fixes.t_us[kept],
        "lon": fixes.lon[kept],
        "lat": fixes.lat[kept],
        "accuracy_m": fixes.accuracy_m[kept] if len(fixes.accuracy_m) else np.full(len(kept), np.nan, np.float32),
        "trusted": trusted,
        "reasons": against,
        "file": file.astype(np.int32),
        "files": [names[code] for code in distinct.tolist()] if names else [],
    }


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of two, as stage two knows it."""

    subject: Subject
    spans: tuple[Span, ...]
    stays: tuple[Stay, ...]
    files: tuple[str, ...]
    file: NDArray[np.int32]
    reasons: NDArray[np.uint16]
    first: int
    """The number of its first fix."""

    def areas_in(self, began_us: int, ended_us: int) -> set[str]:
        """The rule's areas in which it is at some instant of a time."""
        return {area for area, begin_us, end_us in self.stays if begin_us <= ended_us and began_us < end_us}

    def shown_end(self, us: int) -> int:
        """What is shown as the end of a time that ends because it no longer counts."""
        return next((end_us for _, last_us, end_us in self.spans if last_us == us), us)

    def known_against(self, first: int, last: int) -> int:
        """What is known against some of its fixes, as bits."""
        return int(np.bitwise_or.reduce(self.reasons[first - self.first : last + 1 - self.first], initial=0))

    def files_between(self, first: int, last: int) -> set[str]:
        """The files of some of its fixes."""
        return {self.files[code] for code in set(self.file[first - self.first : last + 1 - self.first].tolist())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """A time in which two are closer than a rule's distance."""

    a: Member
    b: Member
    meeting: Mapping[str, Any]
    """Fields of the kernel's MEETING."""

    @property
    def began_us(self) -> int:
        """When it began."""
        return int(self.meeting["began_us"])

    @property
    def ended_us(self) -> int:
        """When it ended, excluded, but for an instant."""
        ended_us = int(self.meeting["ended_us"])
        if self.meeting["exit"] == UNCOUNTED:
            return max(self.a.shown_end(ended_us), self.b.shown_end(ended_us))
        return ended_us

    def area(self, rule: Rule) -> str | None:
        """The first of the rule's areas in which the one, else the other, is meanwhile."""
        for member in (self.a, self.b):
            here = member.areas_in(self.meeting["began_us"], self.meeting["ended_us"])
            if here:
                return next(area for area in rule.areas if area in here)
        return None


def encounters(finding: Finding, rule: Rule, *, sides: bool) -> Iterator[Encounter]:
    """Stage two: every time in which two are closer than the rule's distance for as long as it says.

    Args:
        finding: with the COMPANY of all objects.
        rule: with a distance.
        sides: whether two of one party do not matter to each other.
    """
    company = finding.look(rule)
    if company is None or rule.distance_m is None:
        return
    company = company.sort_by([("object", "ascending"), ("track", "ascending")]).combine_chunks()
    fixes, starts = _fixes_of(company)
    fixes, reasons = _doubted(fixes, company, finding.interference)
    members = _members_of(company, starts, reasons)
    parties = [member.subject.party for member in members]
    known = {party: number for number, party in enumerate(sorted({party for party in parties if party is not None}))}
    side = np.array([known.get(party or "", -1) if sides else -1 for party in parties], np.int32)
    terms = Terms(distance_m=rule.distance_m, gap_us=_micros(rule.max_gap), least_us=_micros(rule.min_dwell))
    found = find_close(fixes, side, terms, windows=_windows_of(members))
    names = found.dtype.names or ()
    for values in zip(*(found[name].tolist() for name in names), strict=True):
        meeting = dict(zip(names, values, strict=True))
        one = Encounter(a=members[meeting["a"]], b=members[meeting["b"]], meeting=meeting)
        itself = one.a.subject.name == one.b.subject.name
        if not itself and (not rule.areas or one.area(rule) is not None):
            yield one


def _fixes_of(company: pa.Table) -> tuple[Fixes, NDArray[np.int64]]:
    """The fixes of all, objects numbered by their rows, and where those of each begin."""

    def flat(name: str) -> NDArray[Any]:
        values: NDArray[Any] = company[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        column = np.ascontiguousarray(values).view()
        column.flags.writeable = False
        return column

    lengths = company["seen_us"].combine_chunks().value_lengths().to_numpy()
    objects = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    objects.flags.writeable = False
    columns = (flat(name) for name in ("seen_us", "lon", "lat", "accuracy_m", "trusted"))
    return Fixes(objects, *columns), np.concatenate([[0], np.cumsum(lengths)])


def _doubted(fixes: Fixes, company: pa.Table, interference: Interference) -> tuple[Fixes, NDArray[np.uint16]]:
    """The fixes, not trusting those jammed or displaced with others around them; and what is known against each."""
    own: NDArray[np.uint16] = company["reasons"].combine_chunks().flatten().to_numpy()
    reasons = amid(fixes, own, interference)
    if bool((reasons == own).all()):
        return fixes, reasons
    trusted = fixes.trusted & ((reasons & (BIT["jamming"] | BIT["spoofing"])) == 0)
    trusted.flags.writeable = False
    return fixes._replace(trusted=trusted.astype(np.uint8)), reasons


def _members_of(company: pa.Table, starts: NDArray[np.int64], reasons: NDArray[np.uint16]) -> list[Member]:
    file = company["file"].combine_chunks().flatten().to_numpy()
    told = company.select(["object", "label", "category", "party", "doubts", "spans", "stays", "files"]).to_pylist()
    return [
        Member(
            subject=Subject(
                name=row["object"],
                label=row["label"],
                category=row["category"],
                party=row["party"],
                doubts=tuple(row["doubts"]),
            ),
            spans=tuple((one["begin_us"], one["last_us"], one["end_us"]) for one in row["spans"]),
            stays=tuple((one["area"], one["begin_us"], one["end_us"]) for one in row["stays"]),
            files=tuple(row["files"]),
            file=file[starts[number] : starts[number + 1]],
            reasons=reasons[starts[number] : starts[number + 1]],
            first=int(starts[number]),
        )
        for number, row in enumerate(told)
    ]


def _windows_of(members: Sequence[Member]) -> Windows:
    """When each counts; times that meet are joined."""
    start, begins, ends = [0], list[int](), list[int]()
    for member in members:
        for begin_us, last_us in sorted((span[0], span[1]) for span in member.spans):
            if len(begins) > start[-1] and begin_us <= ends[-1] + 1:
                ends[-1] = max(ends[-1], last_us)
            else:
                begins.append(begin_us)
                ends.append(last_us)
        start.append(len(begins))
    return Windows(np.array(start, np.int64), np.array(begins, np.int64), np.array(ends, np.int64))


def told(finding: Finding, rule: Rule, rows: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    """The alerts of a rule about two, or the one alert that they are too many to be told one by one.

    A rule that asks too much is answered with that, and the other rules as ever: nobody is left without an answer for
    what one rule asks. Source: docs/methods/separation.md, "Too many".
    """
    try:
        yield from rows()
    except Problem as problem:
        if problem.kind is not TOO_MANY_MEETINGS:
            raise
        yield _row_of_a_crowd(finding, rule)


def _row_of_a_crowd(finding: Finding, rule: Rule) -> Row:
    """From when until when, as far as anybody was heard that counts for the rule."""
    company = finding.look(rule)
    seen = pa.array([], pa.int64()) if company is None else pc.list_flatten(company["seen_us"])
    began_us, ended_us = pc.min(seen).as_py(), pc.max(seen).as_py()
    return {
        **base_row(finding.agreement, rule, {}, began_us, ended_us),
        **certainty(["crowded"]),
        "n_fixes": len(seen),
        "reason": CROWDED,
    }


def row_of_encounter(finding: Finding, rule: Rule, one: Encounter, *, reason: str, doubts: Iterable[str]) -> Row:
    """The alert about two objects; entry, exit, area and party are those of the first in the order of names."""
    a, b, meeting = one.a, one.b, one.meeting
    about = {"area": one.area(rule), "object": a.subject.name, "other": b.subject.name}
    files = a.files_between(meeting["first_a"], meeting["last_a"]) | b.files_between(
        meeting["first_b"], meeting["last_b"]
    )
    return {
        **base_row(finding.agreement, rule, about, one.began_us, one.ended_us),
        **certainty((*meeting_doubts(meeting), *doubts)),
        "label": a.subject.label,
        "category": a.subject.category,
        "party": a.subject.party,
        "presence": "observed" if meeting["n_fixes"] else "crossed",
        "entry": ENTRIES[meeting["entry"]],
        "exit": EXITS[meeting["exit"]],
        "n_fixes": meeting["n_fixes"],
        "distance_m": round(meeting["least_m"], 1),
        **{
            f"{end}_{name}": round(meeting[f"{end}_a_{name}"], 7)
            for end in ("entry", "exit")
            for name in ("lon", "lat")
        },
        "reason": reason,
        "integrity": codes_of(
            a.known_against(meeting["first_a"], meeting["last_a"])
            | b.known_against(meeting["first_b"], meeting["last_b"])
        ),
        "related": [a.subject.name, b.subject.name],
        "files": sorted(files),
    }


def meeting_doubts(meeting: Mapping[str, Any]) -> tuple[str, ...]:
    """Why it is only possible that two were close; empty where fixes alone show it."""
    if meeting["certain"]:
        return ()
    doubts = set()
    if meeting["inexact"]:
        doubts.add("position-error")
    if meeting["untrusted"]:
        doubts.add("integrity")
    if meeting["n_fixes"] == 0:
        doubts.add("no-fix-inside")
    elif not meeting["inexact"] and (meeting["unseen"] or not doubts):
        doubts.add("between-fixes")
    if doubts & {"no-fix-inside", "between-fixes"} and meeting["gap_us"] > LONG_GAP_US:
        doubts.add("long-gap")
    return tuple(sorted(doubts))
