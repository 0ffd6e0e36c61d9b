"""Who does the work of stage one: this process, or many (`spark.py`)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from evenhand.detection.sightings import Sightings
from evenhand.observations.ranges import ObjectRange

Look = Callable[[ObjectRange], tuple[int, Sightings]]
"""Rows read and what was seen of one range of objects; can be pickled."""


class Engine(Protocol):
    """Runs the same work for every range."""

    @property
    def least(self) -> int:
        """Ranges that it needs at least to keep all of its workers busy."""

    def run(self, look: Look, ranges: Sequence[ObjectRange]) -> Iterator[tuple[int, Sightings]]:
        """The results, in the order of the ranges."""


class Alone:
    """One range after the other in this process; within a range the kernels use all cores."""

    least = 1

    def run(self, look: Look, ranges: Sequence[ObjectRange]) -> Iterator[tuple[int, Sightings]]:
        """The results, one at a time, so that only one range is in memory."""
        return map(look, ranges)


ALONE = Alone()
