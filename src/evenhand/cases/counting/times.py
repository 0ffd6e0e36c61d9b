"""When observations lie, as numbers: microseconds, and days and weeks in the zone of the agreement.

Source: ISO 8601 (weeks begin on Monday); STIX 2.1, fidelity of times.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.foundation.counted import OBSERVED, REPORTED

Longs = NDArray[np.int64]

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
WIDTH_US = {"hour": 3_600 * SECOND_US, "day": DAY_US, "month": 31 * DAY_US, "year": 366 * DAY_US}
"""How far an instant reaches that is known no better; seconds and minutes are taken as they stand."""
_MOMENTS = (*OBSERVED, *REPORTED)
"""Kinds that happen somewhere in their stretch; all others are alerts, by their kind of rule."""
_FIRST_MONDAY = 4
"""1970-01-05 was one."""


class Spans(NamedTuple):
    """For each observation, the stretch in which it surely happened, both ends included, and its middle.

    What lasts, as the stay of which an alert tells, fills its stretch; it belongs to the moment when it began.
    """

    begin: Longs
    end: Longs
    middle: Longs
    lasts: NDArray[np.bool_]


def spans_of(observations: pa.Table) -> Spans:
    """In microseconds since 1970 UTC. The end of a stretch is no part of it, so it is taken off."""
    begin = _numbers(observations["begins_at"])
    end = _numbers(observations["ends_at"])
    fidelity = pc.cast(observations["fidelity"], pa.string())
    for name, width in WIDTH_US.items():
        coarse = pc.fill_null(pc.equal(fidelity, name), fill_value=False).to_numpy(zero_copy_only=False)
        end = np.where(coarse & (end == begin), begin + width, end)
    lasts = pc.invert(pc.is_in(pc.cast(observations["kind"], pa.string()), pa.array(_MOMENTS))).to_numpy()
    end = np.where((end > begin) & ~lasts, end - 1, end)
    return Spans(begin, end, np.where(lasts, begin, begin + (end - begin) // 2), lasts)


def days_of(moments_us: Longs, time_zone: str) -> Longs:
    """Days since 1970-01-01 in the zone.

    >>> days_of(np.array([0, 86_399_999_999]), "Africa/Tripoli").tolist()
    [0, 1]
    """
    instants = pa.array(moments_us, pa.timestamp("us", "UTC")).cast(pa.timestamp("us", time_zone))
    local = pc.local_timestamp(instants)
    found: Longs = local.cast(pa.int64()).to_numpy() // DAY_US
    return found


def weeks_of(days: Longs) -> Longs:
    """The Monday of each day's week, in days since 1970-01-01.

    >>> weeks_of(np.array([0, 4, 10, 11])).tolist()
    [-3, 4, 4, 11]
    """
    return (days - _FIRST_MONDAY) // 7 * 7 + _FIRST_MONDAY


def _numbers(column: pa.ChunkedArray) -> Longs:
    found: Longs = column.combine_chunks().cast(pa.int64()).to_numpy()
    return found
