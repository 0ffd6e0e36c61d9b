"""Statements as tables and as the arrays that kernels take.

A statement is what one source says happened: a report, an alert, a row of an event data set. It has a place with its
accuracy, a time with its length, and as much as the source says of type, party and people killed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.foundation.problems import ProblemKind
from evenhand.incidents.kernels.statements import Statements, keys_of
from evenhand.incidents.scorecard import Scorecard
from evenhand.observations.schemas import INSTANT, WORD, require

BAD_STATEMENT = ProblemKind(
    code="incidents.bad-statement",
    blame="caller",
    message="Statement {statement}: {column} is {value}; it must be {expected}. Correct it, or leave it out.",
)
TWICE = ProblemKind(
    code="incidents.statement-twice",
    blame="caller",
    message="The statement {statement!r} is there more than once. Give each its own id.",
)

STATEMENTS = pa.schema(
    [
        pa.field("statement", pa.string(), nullable=False),
        pa.field("source", WORD, nullable=False),  # who says so; two statements of one source are seldom one event
        pa.field("origin", WORD),  # whose words it passes on; null: its own
        pa.field("began_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),  # it happened somewhere between
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("radius_m", pa.float64(), nullable=False),  # how far the truth may lie from the point
        pa.field("type", WORD),  # path in a taxonomy, coarse to fine: "KIN/KIN.MOR"
        pa.field("party", WORD),
        pa.field("killed", pa.int32()),  # best estimate
    ],
    metadata={"evenhand.schema": "statements", "evenhand.schema_version": "1"},
)

LEAST_HALF_H = 1.0 / 3600.0
LEAST_RADIUS_KM = 0.01
RARE_SHARE = 0.001
"""Of a type or party that the scorecard has not seen: it is rare, and to agree on it says much."""
MOST_HALF_H = 24.0 * 45
"""A time that is not known to three months joins nothing by machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Which number stands for which word; later statements go on with them."""

    source: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    coarse: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()


def in_order(table: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
    """The statements as kernels take them, and the row that each had: by the middle of their time, then by key.

    Raises:
        SCHEMA_MISMATCH: not a STATEMENTS table.
        BAD_STATEMENT: an end before its beginning, a place off the Earth, a radius that is no length.
        TWICE: an id that comes twice.
    """
    require(table, STATEMENTS, what="corroboration")
    table = table.select(STATEMENTS.names).combine_chunks()
    _check(table)
    rows = np.lexsort((keys_in(table), _micros(table, "began_at") + _micros(table, "ended_at")))
    return table.take(pa.array(rows)), rows.astype(np.int64)


def arrays_of(table: pa.Table, card: Scorecard, books: Books | None = None) -> tuple[Statements, Books]:
    """The arrays of statements that are `in_order`, and the words behind their numbers; `books`: to go on with."""
    before = books or Books(source=card.sources)
    began, ended = _micros(table, "began_at"), _micros(table, "ended_at")
    types = _coded(table, "type")
    levels = [_level(types, level) for level in range(3)]
    party = _coded(table, "party")
    coded = {
        "source": _coded(table, "source"),
        "fine": levels[2],
        "middle": levels[1],
        "coarse": levels[0],
        "party": party,
    }
    coded["origin"] = _coded(table, "origin")
    after = Books(**{name: _with_new(getattr(before, name), words) for name, (_, words) in coded.items()})
    numbers = {name: _numbers(one, getattr(after, name)) for name, one in coded.items()}
    of = Statements(
        key=keys_in(table),
        at_h=(began + ended) / 2.0 / 3.6e9,
        half_h=np.maximum((ended - began) / 2.0 / 3.6e9, LEAST_HALF_H).astype(np.float32),
        lon=table["lon"].to_numpy(),
        lat=table["lat"].to_numpy(),
        radius_km=np.maximum(table["radius_m"].to_numpy() / 1000.0, LEAST_RADIUS_KM).astype(np.float32),
        **numbers | {"origin": own_origins(table["statement"], numbers["origin"], after.origin)},
        hurt=pc.fill_null(table["killed"], -1).to_numpy().astype(np.int32),
        type_share=np.stack([_shares(level, card.type_shares) for level in reversed(levels)]),
        party_share=_shares(party, card.party_shares),
    )
    return of, after


def shares_of(table: pa.Table) -> tuple[dict[str, float], dict[str, float]]:
    """How common each type (at each level) and each party is among the statements that name one."""
    types = _coded(table, "type")
    found: dict[str, float] = {}
    for level in range(3):
        found |= _counted(_level(types, level))
    return found, _counted(_coded(table, "party"))


Coded = tuple[NDArray[np.int32], list[str | None]]
"""Words as numbers into a list of them, which may hold one twice; the number of None is that of the last."""


def _coded(table: pa.Table, name: str) -> Coded:
    column = table[name].combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    words: list[str | None] = column.dictionary.to_pylist()
    numbers = pc.fill_null(column.indices, len(words)).to_numpy().astype(np.int32)
    return numbers, [*(word or None for word in words), None]


def _level(types: Coded, level: int) -> Coded:
    """The path down to a level, None where it does not reach so far; level 0 is the coarsest."""
    numbers, words = types
    parts = [word.split("/") if word else [] for word in words]
    return numbers, ["/".join(path[: level + 1]) if len(path) > level and path[level] else None for path in parts]


def _with_new(known: Sequence[str], words: Sequence[str | None]) -> tuple[str, ...]:
    """The words known, then the new ones by alphabet."""
    return (*known, *sorted({word for word in words if word} - set(known)))


def _numbers(coded: Coded, known: Sequence[str]) -> NDArray[np.int32]:
    """Words as their numbers; -1 for none."""
    numbers, words = coded
    places = {word: place for place, word in enumerate(known)}
    return np.array([places[word] if word else -1 for word in words], np.int32)[numbers]


def _shares(coded: Coded, shares: Mapping[str, float]) -> NDArray[np.float32]:
    numbers, words = coded
    return np.array([shares.get(word, RARE_SHARE) if word else 1.0 for word in words], np.float32)[numbers]


def _counted(coded: Coded) -> dict[str, float]:
    numbers, words = coded
    counts: dict[str, int] = {}
    for word, count in zip(words, np.bincount(numbers, minlength=len(words)), strict=True):
        if word and count:
            counts[word] = counts.get(word, 0) + int(count)
    return {word: count / sum(counts.values()) for word, count in counts.items()}


def own_origins(ids: pa.ChunkedArray, numbers: NDArray[np.int32], words: Sequence[str]) -> NDArray[np.int32]:
    """The numbers of origins, where a statement that others name as theirs has its own number too."""
    if not words:
        return numbers
    named = pc.fill_null(pc.index_in(ids, value_set=pa.array(words, pa.string())), -1).to_numpy().astype(np.int32)
    return np.where(numbers >= 0, numbers, named)


def keys_in(table: pa.Table) -> NDArray[np.uint64]:
    """The keys of a table's ids: what puts statements of one time in order."""
    ids = table["statement"].combine_chunks()
    _, offsets, letters = ids.buffers()
    places = np.frombuffer(offsets, np.int32)[ids.offset : ids.offset + len(ids) + 1]
    return keys_of(places, np.frombuffer(letters if letters is not None else b"", np.uint8))


def _check(table: pa.Table) -> None:
    ids = table["statement"]
    if pc.count_distinct(ids).as_py() != len(ids):
        counts = pc.value_counts(ids)
        raise TWICE(
            statement=counts.field("values")[pc.index(pc.greater(counts.field("counts"), 1), True).as_py()].as_py()
        )
    lon, lat, radius = (table[name].to_numpy() for name in ("lon", "lat", "radius_m"))
    length_h = (_micros(table, "ended_at") - _micros(table, "began_at")) / 3.6e9
    checks = (
        ("ended_at", length_h, (length_h >= 0) & (length_h <= 2 * MOST_HALF_H), "at most three months after began_at"),
        ("lon", lon, np.abs(lon) <= 180.0, "from -180 to 180 degrees"),
        ("lat", lat, np.abs(lat) <= 90.0, "from -90 to 90 degrees"),
        ("radius_m", radius, (radius > 0.0) & (radius <= 1e6), "above 0 and at most 1,000,000 metres"),
    )
    for column, values, good, expected in checks:
        if not np.all(good):
            row = int(np.argmin(good))
            raise BAD_STATEMENT(statement=ids[row].as_py(), column=column, value=f"{values[row]:g}", expected=expected)


def _micros(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(pc.cast(table[name], pa.int64()).to_numpy())
