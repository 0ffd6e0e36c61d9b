"""Silence: an object was not heard for longer than it may, where it has to be heard.

Source: docs/methods/silence.md.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import isnan, nan

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.model import Rule
from evenhand.detection.binding import Binding, micros, rule_window
from evenhand.detection.kernels.coverage import SENSORS, TRACK, grid_of
from evenhand.detection.kernels.integrity import DISPLACING, codes_of
from evenhand.detection.kernels.interference import DEGRADED, DISPLACED, places_of
from evenhand.detection.kernels.silences import Gaps, Silences, find_silences, heard_in, heard_of, heard_share
from evenhand.detection.movements import Inside, Movements
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import PARTS, Row, instant, part_of
from evenhand.detection.stages import Finding, Looking, RuleWork
from evenhand.observations.schemas import INSTANT

ENDLESS = timedelta(days=365_000)
"""Longer than any silence: the way across a silence is looked at whatever it lasted."""
NEVER_US = 2**61
"""Later than any instant: every object's last fix begins a silence, of which only stage two knows the end."""
AT_REST_KN = 0.5
LOW_M = 1500.0
"""Below this, a receiver at 100 km loses sight of an aircraft behind the curve of the Earth and hills."""
COVERED = 0.5
"""Share of a silence in which somebody else has to be heard for it to be certain."""
CELL_DEG = 0.25
BINS = tuple(timedelta(minutes=minutes) for minutes in (60, 30, 15, 10, 5, 1))

_AROUND = (("jamming", DEGRADED, "degraded_at"), ("spoofing", DISPLACED, "displaced_at"))
"""What may be around the ends of a silence, and the column that says where and when to ask."""

HEARD = ["object", "cell", "bin_at", "sensor"]
SEEN = pa.schema(
    [
        *(pa.field(field.name, field.type) for field in PARTS),
        pa.field("moved_m", pa.float64()),
        pa.field("spans_us", pa.list_(pa.int64())),
        pa.field("cell", pa.int64()),
        pa.field("bin_at", INSTANT),
        pa.field("sensor", pa.string()),
    ]
)
"""Silences: PARTS (`ended_at` null: not heard again so far), how far away the object was heard again, and the times at
which the rule runs for it (beginnings and ends by turns). And where `cell` is given: the object was heard there and
then. No row depends on the instant up to which is looked, so those of objects that nothing touches can be kept."""


def look(looking: Looking, rule: Rule) -> pa.Table:
    """The silences of each object in each area of the rule, and where it was heard."""
    fixes = looking.together.fixes
    silences = find_silences(fixes, max_silence_us=_limit_us(rule), until_us=NEVER_US)
    silences = silences[_due(looking, silences)]
    rows = pa.Table.from_pylist(list(_rows(looking, rule, silences)), schema=SEEN)
    seen = pa.concat_tables([rows, *_heard(looking, _bin(rule))], promote_options="default")
    return seen.select(SEEN.names).cast(SEEN)


def _heard(looking: Looking, length: timedelta) -> Iterable[pa.Table]:
    """In which cells and bins each object was heard."""
    fixes = looking.together.fixes
    if not len(fixes.t_us):
        return
    bin_us = length // timedelta(microseconds=1)
    names = looking.scored.arranged.objects
    objects, cells, bins = heard_in(fixes, grid_of(CELL_DEG), bin_us)
    columns = {
        "object": pa.array(names, pa.string()).take(pa.array(objects)),
        "cell": cells,
        "bin_at": pa.array(bins * bin_us, pa.int64()).cast(INSTANT),
        "sensor": pa.array([_sensor(name) for name in names], pa.string()).take(pa.array(objects)),
    }
    yield pa.table(columns)


def _limit_us(rule: Rule) -> int:
    return (rule.max_silence or timedelta(0)) // timedelta(microseconds=1)


def _bin(rule: Rule) -> timedelta:
    """The longest bin of which one lies whole in every silence."""
    return next((one for one in BINS if 2 * one <= (rule.max_silence or timedelta(0))), BINS[-1])


def _due(looking: Looking, silences: Silences) -> NDArray[np.bool_]:
    """Whether transmission was due: not from an aircraft that stood on the ground when last heard."""
    column = looking.together.column("on_ground")
    if column is None:
        return np.ones(len(silences), np.bool_)
    on_ground = column.fill_null(pa.scalar(value=False)).to_numpy(zero_copy_only=False)
    due: NDArray[np.bool_] = ~on_ground[silences["last"]]
    return due


def _rows(looking: Looking, rule: Rule, silences: Silences) -> Iterable[Row]:
    """Silences of which the last place, or the way to the next, is in an area: from the fixes at their ends alone."""
    ends = np.unique(np.concatenate([silences["last"], silences["next"][silences["next"] >= 0]]))
    if not len(ends):
        return
    endless = replace(rule, max_gap=ENDLESS)
    movements = Movements(
        looking.agreement,
        [endless],
        positions=looking.positions.take(pa.array(looking.together.rows_of(ends))),
        identities=looking.identities,
        notices=looking.notices,
        subjects={subject.name: subject for subject in looking.movements.subjects},
    )
    # The fixes at the ends keep their order, so the number of a fix among them is its place in `ends`.
    last = np.searchsorted(ends, silences["last"])
    doubts = _state_doubts(looking, silences)
    binding = Binding(looking.agreement, endless)
    for inside in movements.uncut(endless):
        span = rule_window(looking.agreement, rule, inside.area)
        for number, row in _silent_inside(movements, inside, silences, last) if span is not None else ():
            subject = movements.subjects[inside.intervals["object"][row]]
            left, maybe = movements.not_exempt(binding, subject, inside.area, (span or (0, 0), endless))
            found = _row(movements, endless, _at(movements, inside, row, int(last[number])), int(last[number]))
            yield {
                **found,
                **_span(looking, silences[number]),
                **_suspicion(looking, silences[number]),
                "spans_us": [edge for one in left for edge in one],
                "doubts": sorted({*found["doubts"], *doubts[number], *maybe}),
            }


def _silent_inside(
    movements: Movements, inside: Inside, silences: Silences, last: NDArray[np.int64]
) -> Iterable[tuple[int, int]]:
    """Numbers of the silences that touch an area, each once, with the interval that they touch: that of the last place
    before that of the way.
    """
    by_object: dict[int, tuple[list[int], list[int]]] = {}
    for number, obj in enumerate(movements.presence.fixes.object[last].tolist()):
        numbers, ends_us = by_object.setdefault(obj, ([], []))
        numbers.append(number)
        ends_us.append(int(silences["ended_us"][number]))
    found: dict[int, tuple[bool, int]] = {}
    columns = [inside.intervals[name].tolist() for name in ("object", "began_us", "ended_us", "first", "last")]
    for row, (obj, began_us, ended_us, first_in, last_in) in enumerate(zip(*columns, strict=True)):
        numbers, ends_us = by_object.get(obj, ([], []))
        for place in range(bisect_left(ends_us, began_us), len(numbers)):
            number = numbers[place]
            silent_us = int(silences["began_us"][number])
            if silent_us > ended_us:
                break
            at_last = 0 <= first_in <= int(last[number]) <= last_in
            on_the_way = silences["next"][number] >= 0 and silent_us < ended_us and began_us < ends_us[place]
            if at_last or on_the_way:
                found[number] = min(found.get(number, (True, row)), (not at_last, row))
    return [(number, row) for number, (_, row) in found.items()]


def _at(movements: Movements, inside: Inside, row: int, last: int) -> Inside:
    """One interval of several, cut to the instant of the last fix if that was inside."""
    one, origin = inside.intervals[row : row + 1], inside.origin[row : row + 1]
    if 0 <= one["first"][0] <= last <= one["last"][0]:
        at_us = movements.presence.fixes.t_us[last : last + 1].astype(np.int64)
        one = movements.presence.within(origin, at_us, at_us + 1)
    return Inside(area=inside.area, intervals=one, origin=origin, doubts=(inside.doubts[row],))


def _row(movements: Movements, rule: Rule, inside: Inside, last: int) -> Row:
    """The columns of a silence that its area and its object give."""
    [(interval, row)] = movements.rows(rule, inside)
    at_last = interval["first"] == last
    files = movements.files_of({"object": interval["object"], "before": last, "last": last, "entry": 0})
    return {
        **row,
        "presence": "observed" if at_last else "crossed",
        "entry": None,
        "exit": None,
        "n_fixes": 0,
        "max_depth_m": None,
        "doubts": row["doubts"] if at_last else [*inside.doubts[0], "no-fix-inside"],
        "files": files,
    }


def _span(looking: Looking, silence: np.void) -> Row:
    """From when until when, and from where to where."""
    fixes, last, following = looking.together.fixes, int(silence["last"]), int(silence["next"])
    moved_m = float(silence["moved_m"])
    return {
        "began_at": instant(int(silence["began_us"])),
        "ended_at": None if following < 0 else instant(int(silence["ended_us"])),
        "entry_lon": round(float(fixes.lon[last]), 7),
        "entry_lat": round(float(fixes.lat[last]), 7),
        "exit_lon": None if following < 0 else round(float(fixes.lon[following]), 7),
        "exit_lat": None if following < 0 else round(float(fixes.lat[following]), 7),
        "moved_m": None if isnan(moved_m) else round(moved_m, 1),
    }


def _suspicion(looking: Looking, silence: np.void) -> Row:
    """What is known against the fixes at the two ends, and where and when others may say more.

    Whether there was jamming is asked of the place whatever the fix itself says: who is silenced by it has no say.
    """
    fixes, reasons = looking.together.fixes, looking.scored.reasons
    ends = np.array([one for one in (silence["last"], silence["next"]) if one >= 0], np.int64)
    false = ends[(reasons[ends] & DISPLACING) > 0]
    places = {
        name: np.unique(places_of(fixes.lon[which], fixes.lat[which], fixes.t_us[which], kind)).tolist()
        for name, which, kind in (("degraded_at", ends, DEGRADED), ("displaced_at", false, DISPLACED))
    }
    return {
        "integrity": codes_of(int(np.bitwise_or.reduce(reasons[ends]))),
        "n_clean": int(looking.scored.trusted[int(silence["last"])]),
        **places,
    }


def _state_doubts(looking: Looking, silences: Silences) -> list[list[str]]:
    """By silence, what the last fix says that makes switching off, or losing touch, likely."""
    doubts: list[list[str]] = [[] for _ in range(len(silences))]
    for name, limit, doubt in (("speed_kn", AT_REST_KN, "at-rest"), ("altitude_m", LOW_M, "low-altitude")):
        column = looking.together.column(name)
        values = [] if column is None else column.take(pa.array(silences["last"])).to_pylist()
        for found, value in zip(doubts, values, strict=False):
            if value is not None and value < limit:
                found.append(doubt)
    return doubts


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every silence is a candidate; where nobody else was heard either, it is only possible."""
    table = finding.look(rule)
    if table is None:
        return
    closed = [
        {**row, "ended_at": row["ended_at"] or finding.as_of}
        for row in table.filter(pc.is_null(table["cell"])).to_pylist()
    ]
    seen = [row for row in closed if _too_long(row, _limit_us(rule))]
    heard = table.filter(pc.is_valid(table["cell"]))
    for sensor in sorted({_sensor(row["object"]) for row in seen}):
        rows = [row for row in seen if _sensor(row["object"]) == sensor]
        mine = heard.filter(pc.equal(heard["sensor"], sensor))
        bins = mine["bin_at"].cast(pa.int64()).to_numpy()
        bin_us = _bin(rule) // timedelta(microseconds=1)
        shares = heard_share(_gaps(rows), heard_of(grid_of(CELL_DEG), bin_us, mine["cell"].to_numpy(), bins // bin_us))
        for row, share in zip(rows, shares.tolist(), strict=True):
            around = [code for code, kind, places in _AROUND if finding.interference.any_of(row[places], kind)]
            doubts = [
                *([] if share >= COVERED else ["no-coverage"]),
                *([] if row["n_clean"] or row["presence"] != "observed" else ["integrity"]),
                *(["interference"] if around else []),
            ]
            alert = row_of_part(finding.agreement, rule, part_of(row), doubts=doubts)
            codes = [*row["integrity"], *around]
            yield {**alert, "reason": "silent", "distance_m": row["moved_m"], "integrity": codes}


def _too_long(row: Row, limit_us: int) -> bool:
    """Whether it is longer than the limit within one of the times at which the rule runs."""
    began_us, ended_us = micros(row["began_at"]), micros(row["ended_at"])
    edges = row["spans_us"]
    return any(
        min(ended_us, high) - max(began_us, low) > limit_us for low, high in zip(edges[::2], edges[1::2], strict=True)
    )


def _sensor(name: str) -> str:
    return SENSORS.get(name.partition(":")[0], TRACK)


def _gaps(rows: list[Row]) -> Gaps:
    """Silences as the kernel takes them."""
    began_us, ended_us = (np.array([micros(row[name]) for row in rows], np.int64) for name in ("began_at", "ended_at"))
    names = ("entry_lon", "entry_lat", "exit_lon", "exit_lat")
    places = (np.array([nan if row[name] is None else row[name] for row in rows], np.float64) for name in names)
    return Gaps(began_us, ended_us, *places)


WORK = RuleWork(find=find, look=look)
