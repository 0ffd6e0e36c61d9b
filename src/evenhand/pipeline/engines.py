"""Who does the work of stage one: this process, or many (`spark.py`)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from typing import Protocol

import pyarrow as pa

from evenhand.detection.sightings import Sightings
from evenhand.observations.ranges import ObjectRange


class Look(Protocol):
    """The work of a range, in two steps of which the first is mostly waiting for the disk; can be pickled."""

    def read(self, one: ObjectRange) -> pa.Table:
        """The positions of a range of objects."""

    def see(self, one: ObjectRange, positions: pa.Table) -> tuple[int, Sightings]:
        """Rows read and what was seen of them."""


class Engine(Protocol):
    """Runs the same work for every range."""

    @property
    def least(self) -> int:
        """Ranges that it needs at least to keep all of its workers busy."""

    def run(self, look: Look, ranges: Sequence[ObjectRange]) -> Iterator[tuple[int, Sightings]]:
        """The results, in the order of the ranges."""


class Alone:
    """One range after the other in this process; while one is looked at, the next is read."""

    least = 1

    def run(self, look: Look, ranges: Sequence[ObjectRange]) -> Iterator[tuple[int, Sightings]]:
        """The results, one at a time: two ranges at most are in memory."""
        with ThreadPoolExecutor(1, thread_name_prefix="range") as reader:
            ahead = [reader.submit(look.read, one) for one in ranges[:1]]
            for one, following in zip_longest(ranges, ranges[1:]):
                positions = ahead.pop().result()
                if following is not None:
                    ahead.append(reader.submit(look.read, following))
                yield look.see(one, positions)
                del positions


ALONE = Alone()
