"""Presence in a stretch of the input on its own, and two stretches put together where they meet.

A part remembers what each object was doing at its end, and that some intervals began with the object's first fix of the
part. Where a part before it knows the object, the first fix ends a step there, and what was open goes on.
Source: docs/methods/presence.md, "Streams".
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import pure
from evenhand.detection.kernels.fixes import BAD_COORDINATES, Fixes, Runs, frozen
from evenhand.detection.kernels.grid import Index
from evenhand.detection.kernels.grouping import group, larger, no_numbers, place_numbers, taken
from evenhand.detection.kernels.intervals import ALREADY_INSIDE, INTERVAL, Intervals, measure_depth
from evenhand.detection.kernels.walk import (
    BASE,
    DONE,
    FIX,
    FREE,
    LATE,
    LOADED,
    N_OPEN,
    N_OUT,
    NO_PLACE,
    RUN,
    USED,
    Work,
    longer,
    new_work,
    walk,
    with_room,
)
from evenhand.foundation.problems import ProblemKind

LATE_FIX = ProblemKind(
    code="detection.late-fix",
    blame="caller",
    message="{object} has a fix at {seen_at} that comes after a later one ({before}), or after another of the same "
    "instant further east. A stream needs each object's fixes in order of time. Load the files into the lake, which "
    "sorts them, and read that.",
)

STAY = np.dtype(
    [
        ("object", "i4"),
        ("slot", "i4"),
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("n_fixes", "i8"),
        ("depth_m", "f8"),
        ("entry", "u1"),
    ]
)
"""What is kept of an interval that has ended."""

Stays = NDArray[np.void]
BLOCK = 1 << 16
"""Records that stand in one piece of memory: a large one goes back to the system as a whole when it is let go."""


class Names:
    """Objects by number in order of first appearance; they are all words or all whole numbers."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._numbers = no_numbers()
        self._dictionary: pa.Array | None = None
        self._codes = np.empty(0, np.int32)

    def __len__(self) -> int:
        return len(self._words) or int(self._numbers.seen[0])

    def places(self, column: pa.Array) -> NDArray[np.int32]:
        """The number of the object of each row."""
        if not pa.types.is_dictionary(column.type):
            numbers = column.to_numpy(zero_copy_only=False)
            return self._of_numbers(numbers if numbers.dtype == np.int32 else numbers.astype(np.int64, copy=False))
        dictionary = column.dictionary
        if self._dictionary is None or not dictionary.equals(self._dictionary):
            words = self._words
            numbers = [words.setdefault(word, len(words)) for word in dictionary.to_pylist()]
            self._dictionary, self._codes = dictionary, np.array(numbers, np.int32)
        codes: NDArray[np.int32] = self._codes[column.indices.to_numpy(zero_copy_only=False)]
        return codes

    def _of_numbers(self, names: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.int32]:
        found, done = np.empty(len(names), np.int32), 0
        while (done := place_numbers(self._numbers, frozen(names), found, done)) < len(names):
            self._numbers = larger(self._numbers)
        return found

    def adopt(self, other: "Names") -> NDArray[np.int32]:
        """The numbers that the names of another have here, new ones included."""
        names = other.told()
        if names and isinstance(names[0], str):
            return np.array([self._words.setdefault(str(word), len(self._words)) for word in names], np.int32)
        return self._of_numbers(np.array(names, np.int64))

    def told(self) -> list[str] | list[int]:
        """The names by number."""
        if self._words:
            return list(self._words)
        held = self._numbers.places >= 0
        keys: list[int] = self._numbers.keys[held][np.argsort(self._numbers.places[held])].tolist()
        return keys


class Part:
    """A stretch of the input, walked as it is read."""

    def __init__(self, index: Index, *, first: bool) -> None:
        """`first`: nothing comes before; else the rows of its first instant are kept for the part before it."""
        self.index, self.names = index, Names()
        self.work = new_work(64, len(index.gap_us))
        self._blocks: list[Stays] = []
        self._room = 0
        self.head: list[Fixes] = []
        self._begun = first
        self._held: Fixes | None = None
        self._seen, self._stamp = np.zeros(64, np.int64), 0

    def add(self, fixes: Fixes) -> None:
        """Walk along more fixes; those of the last instant wait, for others of the same instant may follow.

        Args:
            fixes: `object` numbers them by `names`.

        Raises:
            LATE_FIX: a fix comes after a later one of its object in what was added before.
            BAD_COORDINATES: a fix that is nowhere on Earth.
        """
        if not self._begun and len(fixes.t_us):
            fixes = self._without_head(fixes)
        if not len(fixes.t_us):
            return
        if self._held is not None:
            n = _leading(fixes.t_us, self._held.t_us[0])
            held = _joined([self._held, taken(fixes, slice(n))])
            if n == len(fixes.t_us):
                self._held = held
                return
            self._walk(held)
            fixes = taken(fixes, slice(n, None))
        waits = len(fixes.t_us) - _trailing(fixes.t_us)
        self._held = Fixes(*(frozen(column.copy()) for column in taken(fixes, slice(waits, None))))
        if waits:
            self._walk(taken(fixes, slice(waits)))

    def _without_head(self, fixes: Fixes) -> Fixes:
        """Keep the rows of the first instant for whoever comes before."""
        at = self.head[0].t_us[0] if self.head else fixes.t_us[0]
        n = _leading(fixes.t_us, at)
        self.head.append(Fixes(*(frozen(column.copy()) for column in taken(fixes, slice(n)))))
        self._begun = n < len(fixes.t_us)
        return taken(fixes, slice(n, None))

    def finish(self) -> None:
        """Nothing more comes: let go what waits, and close what is open at each object's last fix."""
        self.let_go()
        who = np.flatnonzero(self.work.tracked["open"] >= 0).astype(np.int32)
        none = Fixes(*(frozen(np.empty(0, kind)) for kind in ("i4", "i8", "f8", "f8", "f4", "u1")))
        self._run(none, Runs(frozen(np.zeros(len(who) + 1, np.int64)), frozen(who)), final=True)
        self._put_by()

    def stays(self) -> list[Stays]:
        """The intervals that have ended, STAY, in pieces; this part holds them no longer."""
        found = self._blocks
        if self._room:
            found[-1] = found[-1][: BLOCK - self._room]
        self._blocks, self._room = [], 0
        return found

    def let_go(self) -> None:
        """Walk along the fixes that wait."""
        if self._held is not None:
            self._walk(self._held)
            self._held = None

    def _walk(self, fixes: Fixes) -> None:
        self._make_room()
        self._stamp += 1
        fixes, runs = group(fixes, len(self.names), self._seen, self._stamp)
        self._run(fixes, runs, final=False)
        self.work.counts[BASE] += len(fixes.t_us)
        if self.work.counts[N_OUT] > len(self.work.out) // 2:
            self._put_by()

    def _make_room(self) -> None:
        n = len(self.names)
        while len(self.work.tracked) < n:
            self.work = self.work._replace(tracked=_twice(self.work.tracked))
        if len(self._seen) < n:
            self._seen = np.zeros(2 * n, np.int64)

    def follow(self, other: "Part") -> None:
        """Go on with a part that was walked on its own and whose input follows; it is used up."""
        place = self.names.adopt(other.names)
        self._make_room()
        for head in other.head:
            self.add(head._replace(object=frozen(place[head.object])))
        if not other._begun:  # noqa: SLF001 - one of us
            return
        self.let_go()
        other._put_by()  # noqa: SLF001
        theirs = np.flatnonzero(other.work.tracked["number"] > 0)
        mine = place[theirs]
        met = self.work.tracked["number"][mine] > 0
        first = other.work.tracked[theirs[met]]
        t_us, lon, lat = (frozen(first[name].copy()) for name in ("first_us", "first_lon", "first_lat"))
        nothing = frozen(np.empty(0, np.float32)), frozen(np.empty(0, np.uint8))
        self._walk(Fixes(frozen(mine[met]), t_us, lon, lat, *nothing))
        self._put_by()
        self._take_over(other, (theirs, mine, met), place)
        held = other._held  # noqa: SLF001
        self._held = None if held is None else held._replace(object=frozen(place[held.object]))

    def _take_over(self, other: "Part", whose: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], place: Any) -> None:
        """Join what is open here with what began with an object's first fix there, and take the rest as it is."""
        theirs, mine, met = whose
        n_slots = len(self.index.gap_us)
        here, there = _open_of(self.work), _open_of(other.work)
        there["object"] = place[there["object"]]
        stays = other.stays()
        for records in stays:
            records["object"] = place[records["object"]]
        measured = here.copy()
        measure_all(self.index, measured)
        gone = np.isin(here["object"], mine[met])
        for records in (*stays, there):
            begun = np.flatnonzero(records["entry"] == ALREADY_INSIDE)
            keys = records["object"][begun].astype(np.int64) * n_slots + records["slot"][begun]
            known = here["object"].astype(np.int64) * n_slots + here["slot"]
            _, i, j = np.intersect1d(keys, known, return_indices=True)
            extend(records, begun[i], measured[j], self.work.tracked["number"])
        self._blocks = [*self.stays(), *stays]
        first = self.work.tracked[["first_us", "first_lon", "first_lat"]][mine[met]]
        self.work.tracked[mine] = other.work.tracked[theirs]
        self.work.tracked[["first_us", "first_lon", "first_lat"]][mine[met]] = first
        self._open_again(np.concatenate([here[~gone], there]))

    def _open_again(self, records: Intervals) -> None:
        """Have these and no other intervals open."""
        work, n = self.work, len(records)
        pool = np.zeros(max(len(work.pool), 2 * n), INTERVAL)
        pool[:n] = records
        work.tracked["open"] = -1
        for k, who in enumerate(records["object"].tolist()):
            pool[k]["next"], work.tracked[who]["open"] = work.tracked[who]["open"], k
        work.place[:] = -1
        counts = work.counts
        counts[FREE], counts[USED], counts[N_OPEN], counts[LOADED] = -1, n, n, -1
        self.work = work._replace(pool=pool)

    def _run(self, fixes: Fixes, runs: Runs, *, final: bool) -> None:
        counts = self.work.counts
        counts[RUN], counts[FIX] = 0, 0
        while (status := walk(fixes, runs, self.index, self.work, final)) != DONE:
            if status in (LATE, NO_PLACE):
                self._refuse(fixes, int(counts[FIX]), status)
            self.work = with_room(self.work, status)

    def _refuse(self, fixes: Fixes, i: int, status: int) -> None:
        row, lon, lat = int(self.work.counts[BASE]) + i, float(fixes.lon[i]), float(fixes.lat[i])
        if status == NO_PLACE:
            raise BAD_COORDINATES(row=row, lon=lon, lat=lat)
        who = int(fixes.object[i])
        seen_at, before = (
            np.datetime64(int(fixes.t_us[i]), "us"),
            np.datetime64(int(self.work.tracked[who]["t_us"]), "us"),
        )
        raise LATE_FIX(object=self.names.told()[who], seen_at=f"{seen_at}Z", before=f"{before}Z")

    def _put_by(self) -> None:
        """Keep of the intervals that have ended what is told of them."""
        out = self.work.out[: self.work.counts[N_OUT]]
        while len(out):
            if not self._room:
                self._blocks.append(np.empty(BLOCK, STAY))
                self._room = BLOCK
            begin, n = BLOCK - self._room, min(self._room, len(out))
            for name in STAY.names or ():
                self._blocks[-1][name][begin : begin + n] = out[name][:n]
            out, self._room = out[n:], self._room - n
        self.work.counts[N_OUT] = 0


@pure
def measure_all(index: Index, records: Intervals) -> None:
    """Write the depth of intervals that are still open."""
    for k in range(len(records)):
        measure_depth(index, records[k])


def _open_of(work: Work) -> Intervals:
    """Copies of the intervals that are open."""
    found, k = np.empty(len(work.pool), np.int64), 0
    k = list_open(work.tracked, work.pool, found)
    return work.pool[found[:k]]


@pure
def list_open(tracked: NDArray[np.void], pool: Intervals, found: NDArray[np.int64]) -> int:
    """Write the places of all open intervals; how many."""
    n = 0
    for who in range(len(tracked)):
        k = tracked[who].open
        while k >= 0:
            found[n] = k
            n += 1
            k = pool[k].next
    return n


def extend(records: NDArray[np.void], which: NDArray[np.int64], before: Intervals, numbers: NDArray[np.int64]) -> None:
    """Let intervals that began with an object's first fix of a part begin where they did in the part before.

    Args:
        records: intervals that are open, or STAY of those that have ended; changed.
        which: K of them.
        before: by each of the K the interval that was open before, at that same fix.
        numbers: by object how many fixes the part before knows, that fix included.
    """
    # The fix itself stands in both parts and counts once.
    more = numbers[before["object"]] - before["number"]
    for name in ("began_us", "entry", "entry_lon", "entry_lat", "before", "first"):
        if name in (records.dtype.names or ()):
            records[name][which] = before[name]
    if records.dtype == STAY:
        records["n_fixes"][which] += more
        records["depth_m"][which] = np.maximum(records["depth_m"][which], before["depth_m"])
        return
    records["number"][which] -= more
    deeper = before["deep_m"] > records["deep_m"][which]
    for name in ("deep_m", "deep_lon", "deep_lat", "deep_along", "deep_piece"):
        records[name][which[deeper]] = before[name][deeper]
    for name in ("certain", "untrusted"):
        records[name][which] |= before[name]


def _twice(tracked: NDArray[np.void]) -> NDArray[np.void]:
    made = longer(tracked)
    made["west"][len(tracked) :], made["east"][len(tracked) :], made["open"][len(tracked) :] = np.inf, -np.inf, -1
    return made


@pure
def _leading(t_us: NDArray[np.int64], at: int) -> int:
    """How many of the first are of one instant."""
    n = 0
    while n < len(t_us) and t_us[n] == at:
        n += 1
    return n


@pure
def _trailing(t_us: NDArray[np.int64]) -> int:
    """How many of the last are of one instant."""
    n = 1
    while n < len(t_us) and t_us[len(t_us) - 1 - n] == t_us[len(t_us) - 1]:
        n += 1
    return n


def _joined(parts: Sequence[Fixes]) -> Fixes:
    return Fixes(*(frozen(np.concatenate(columns)) for columns in zip(*parts, strict=True)))
