"""When each object is inside each area: the intervals of presence.

The path between two consecutive fixes of one object that are no further apart in time than the area's gap limit is the
geodesic, passed at constant speed. An interval is a maximal time that this path is inside.
Source: docs/methods/presence.md (definition, error bounds, known false alarms).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import cores
from evenhand.detection.kernels.fixes import Fixes, Runs, arrange, frozen, runs_of
from evenhand.detection.kernels.grid import Index, build_index
from evenhand.detection.kernels.intervals import INTERVAL, Intervals
from evenhand.detection.kernels.walk import DONE, FIX, N_OUT, new_work, walk, with_room
from evenhand.detection.kernels.windows import cut_to_windows

SMALL = 20_000
"""Below this many fixes a coarse grid and one thread are quicker; answers are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Intervals of presence, ordered by object, then beginning, then slot, with what they were made from."""

    intervals: Intervals
    objects: tuple[str, ...]
    fixes: Fixes
    rows: NDArray[np.int64] | None
    """By fix the row of the positions; None: the same order."""
    index: Index

    def within(self, which: NDArray[np.int64], begins_us: NDArray[np.int64], ends_us: NDArray[np.int64]) -> Intervals:
        """The parts of some intervals inside half-open windows of time.

        Args:
            which: N numbers of intervals; one interval may come several times.
            begins_us: N instants, microseconds since 1970, at which a window begins.
            ends_us: N instants at which it ends.

        Returns:
            At most N intervals, with number of fixes, depth and certainty anew for the part; parts that hold neither
            time nor a fix are left out. `number` says which of the N each one is.
        """
        return cut_to_windows(self.fixes, self.index, self.intervals, (which, begins_us, ends_us))


def find_presence(
    positions: pa.Table,
    areas: Sequence[shapely.MultiPolygon],
    gaps_us: Sequence[int],
    *,
    threads: int | None = None,
    longest_side: int | None = None,
) -> Presence:
    """Find when each object is inside each area.

    Args:
        positions: POSITIONS, N rows in any order; only the columns object, seen_at, lon and lat are needed.
        areas: S areas in WGS84 degrees whose straight edges follow the true ones.
        gaps_us: S limits in microseconds: over a longer silence nothing is assumed.
        threads: how many to use; None: as many as there are cores, one for few fixes.
        longest_side: cells of the grid; None: by the number of fixes. Answers do not depend on it.

    Returns:
        Intervals; none where there are no fixes or no areas.

    Raises:
        BAD_COLUMN, BAD_COORDINATES: see `fixes`.

    Source: docs/methods/presence.md.
    """
    arranged = arrange(positions)
    n = len(arranged.fixes.t_us)
    index = build_index(areas, gaps_us, longest_side=longest_side or (64 if n < SMALL else 1024))
    workers = threads or (1 if n < SMALL else min(8, cores()))
    cuts = _cuts(arranged.fixes.object, workers)
    if len(areas) == 0 or n == 0:
        found = [np.empty(0, INTERVAL)]
    elif len(cuts) == 2:
        found = [_scan(arranged.fixes, index, 0, n)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda k: _scan(arranged.fixes, index, cuts[k], cuts[k + 1]), range(len(cuts) - 1)))
    intervals = np.concatenate(found)
    order = np.lexsort((intervals["slot"], intervals["began_us"], intervals["object"]))
    return Presence(
        intervals=intervals[order],
        objects=arranged.objects,
        fixes=arranged.fixes,
        rows=arranged.rows,
        index=index,
    )


def _cuts(objects: NDArray[np.int32], parts: int) -> list[int]:
    """Where to split the fixes so that no object is split."""
    cuts = [0]
    for k in range(1, parts):
        cut = max(cuts[-1], len(objects) * k // parts)
        while cut < len(objects) and cut > cuts[-1] and objects[cut] == objects[cut - 1]:
            cut += 1
        if cuts[-1] < cut < len(objects):
            cuts.append(cut)
    return [*cuts, len(objects)]


def _scan(fixes: Fixes, index: Index, first: int, last: int) -> Intervals:
    """The intervals of the whole objects whose fixes are `first` to `last`."""
    runs = runs_of(fixes.object, first, last)
    n_runs = len(runs.who)
    work = new_work(n_runs, len(index.gap_us))
    here = Runs(runs.start, frozen(np.arange(n_runs, dtype=np.int32)))
    work.counts[FIX] = first
    while (status := walk(fixes, here, index, work, True)) != DONE:  # noqa: FBT003 - compiled code takes no keywords
        work = with_room(work, status)
    found = work.out[: work.counts[N_OUT]]
    found["object"] = runs.who[found["object"]]
    return found
