"""Positions gathered row by row, for formats that are no tables (ADS-B documents, AIS, GPX, OsmAnd)."""

import math
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.foundation.problems import Problem
from evenhand.sources.batches import BATCH_ROWS, Batch, Column, Context, finish
from evenhand.sources.columns import Chunk, Marks
from evenhand.sources.faults import BAD_NUMBER, Fault, fault, shown
from evenhand.sources.times import NAT

_NUMBERS = ("lon", "lat", "accuracy_m", "altitude_m", "speed_kn", "course_deg")
_WORDS = ("object", "category", "label", "integrity")


class PositionRows:
    """Rows waiting to become a batch."""

    def __init__(self, context: Context, *, source: str) -> None:
        self._context = context
        self._source = source
        self._values: dict[str, list[Any]] = {}
        self._rows: list[int] = []
        self._raws: list[str | bytes] = []
        self._faults: list[Fault] = []
        self._clear()

    def add(self, row: int, raw: str | bytes, values: dict[str, Any]) -> None:
        """One position: numbers as floats or None, `seen_at` in microseconds or None, words as text or None."""
        self._rows.append(row)
        self._raws.append(raw)
        for name, column in self._values.items():
            column.append(values.get(name))

    def refuse(self, row: int, problem: Problem, raw: str | bytes) -> None:
        """One row that is no position."""
        self._faults.append(fault(row, problem, raw))

    @property
    def is_full(self) -> bool:
        """Whether it is time for a batch."""
        return len(self._rows) + len(self._faults) >= BATCH_ROWS

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._rows and not self._faults

    def column(self, name: str) -> list[Any]:
        """The waiting values of one column, to be completed before the batch is made."""
        return self._values[name]

    def batch(self) -> Batch:
        """What waited, checked; nothing waits afterwards."""
        chunk = Chunk(
            columns={}, rows=np.array(self._rows, dtype=np.int64), raw=self._raws.__getitem__, faults=self._faults
        )
        columns: dict[str, Column] = {
            name: np.array([math.nan if v is None else v for v in self._values[name]], dtype=np.float64)
            for name in _NUMBERS
        }
        columns["seen_at"] = np.array([NAT if v is None else v for v in self._values["seen_at"]], dtype=np.int64)
        for name in _WORDS:
            columns[name] = pa.array(self._values[name], pa.string())
        columns["on_ground"] = pa.array(self._values["on_ground"], pa.bool_())
        made = finish("positions", columns, chunk=chunk, marks=Marks(chunk), context=self._context, source=self._source)
        self._clear()
        return made

    def _clear(self) -> None:
        self._values = {name: [] for name in (*_NUMBERS, *_WORDS, "seen_at", "on_ground")}
        self._rows, self._raws, self._faults = [], [], []


def number(value: Any, name: str) -> float | None:
    """A finite float of a JSON value or a text, None where there is none.

    Raises:
        BAD_NUMBER: it is something else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            found = float(value)
        except (ValueError, OverflowError):
            raise BAD_NUMBER(field=name, value=shown(value)) from None
        if math.isfinite(found) and not (isinstance(value, str) and "_" in value):
            return found
    raise BAD_NUMBER(field=name, value=shown(value))


def word(value: Any) -> str | None:
    """Text of a JSON value without white space round it, None where there is none."""
    if value is None or isinstance(value, dict | list | bool):
        return None
    text = str(value).strip()
    # Half characters (lone surrogates) can be written in JSON and in no file of ours.
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8") or None
