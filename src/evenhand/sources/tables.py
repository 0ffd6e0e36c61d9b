"""Applying a mapping: a chunk of somebody's table becomes a batch of ours."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.observations.schemas import INSTANT
from evenhand.sources.batches import Batch, Column, Context, finish, in_microseconds
from evenhand.sources.columns import Chunk, Marks, numbers, truth, words
from evenhand.sources.mapping import SCHEMAS, Field, TableMapping
from evenhand.sources.times import NAT, TimeForm, instants

Refine = Callable[[dict[str, Column], Chunk, Marks], None]
"""Completes the columns of a layout that plain mapping cannot express (a pixel's size as accuracy)."""


def convert(
    chunk: Chunk,
    mapping: TableMapping,
    *,
    context: Context,
    source: str,
    is_first: bool,
    refine: Refine | None = None,
) -> Batch:
    """The rows of `chunk` under our names, checked.

    Raises:
        NO_TIME_ZONE: `is_first`, and none of the times has a zone.
    """
    marks = Marks(chunk)
    columns: dict[str, Column] = {}
    for name, one in mapping.fields.items():
        target = SCHEMAS[mapping.kind].field(name)
        columns[name] = _column(target, one, chunk, marks, mapping, is_first)
    if mapping.time is not None:
        _fill_time(columns, mapping, chunk)
    if refine is not None:
        refine(columns, chunk, marks)
    return finish(mapping.kind, columns, chunk=chunk, marks=marks, context=context, source=source)


def _column(
    target: pa.Field,
    one: Field,
    chunk: Chunk,
    marks: Marks,
    mapping: TableMapping,
    is_first: bool,  # noqa: FBT001
) -> Column:
    values = _theirs(one, chunk)
    label = " + ".join(one.columns) or target.name
    if target.type == INSTANT:
        form = TimeForm(form=one.form, zone=one.zone or mapping.zone)
        return instants(values, form, name=label, marks=marks, is_first=is_first)
    if pa.types.is_boolean(target.type):
        return truth(values)
    if pa.types.is_floating(target.type) or pa.types.is_integer(target.type):
        return _scaled(values, one, label, marks, mapping)
    return _renamed(words(values, missing=one.missing), one)


def _scaled(values: pa.Array, one: Field, label: str, marks: Marks, mapping: TableMapping) -> Column:
    found = numbers(values, name=label, marks=marks, decimal=mapping.decimal, missing=one.missing)
    return found if one.factor == 1.0 else found * one.factor


def _theirs(one: Field, chunk: Chunk) -> pa.Array:
    if not one.columns:
        return pa.nulls(chunk.length) if one.value is None else pa.array([one.value] * chunk.length)
    parts = [chunk.columns[name] for name in one.columns]
    if len(parts) == 1:
        return parts[0]
    return pc.binary_join_element_wise(*(words(part) for part in parts), " ")


def _renamed(text: pa.Array, one: Field) -> pa.Array:
    """Words translated, padded and prefixed, once a distinct word."""
    if not (one.words or one.pad or one.prefix):
        return text
    coded = text.dictionary_encode()
    made = [_word(word, one) or None for word in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(made, pa.string())).dictionary_decode()


def _word(word: str, one: Field) -> str:
    word = one.words.get(word, word)
    if one.pad and word.isdecimal():
        word = word.zfill(one.pad)
    return word if not one.prefix or ":" in word else f"{one.prefix}:{word}"


def _fill_time(columns: dict[str, Column], mapping: TableMapping, chunk: Chunk) -> None:
    name = "began_at" if mapping.kind == "events" else "seen_at"
    if mapping.kind in ("positions", "events") and mapping.time is not None:
        known = columns.get(name, np.full(chunk.length, NAT))
        columns[name] = np.where(known == NAT, in_microseconds(mapping.time), known)
