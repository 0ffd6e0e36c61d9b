"""Tables of atomic observations, as Parquet or CSV: what counting rules count.

The columns are those of OBSERVATIONS, by their names. Those that may be null may be missing; without `ends_at` every
observation is an instant, and without `low` and `high` a number in `best` is exact. Others are left alone.
"""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from evenhand.foundation.problems import ProblemKind

OBSERVATIONS_UNREADABLE = ProblemKind(
    code="sources.observations-unreadable",
    blame="caller",
    message="{name} cannot be read as a table of observations: {fault}. "
    "Give Parquet or CSV with the columns {columns}.",
)
_STAND_IN = {"ends_at": "begins_at", "low": "best", "high": "best"}


def read_observations(path: Path, schema: pa.Schema, *, needed: Collection[str]) -> pa.Table:
    """A table of observations from a file.

    Args:
        path: .parquet, or else CSV with a heading.
        schema: `evenhand.cases.counting.observations.OBSERVATIONS`.
        needed: columns that must be there.

    Raises:
        OBSERVATIONS_UNREADABLE: no such format, a needed column that is missing or empty, a value that does not fit.
    """
    told = {"name": path.name, "columns": ", ".join(needed)}
    try:
        table = pq.read_table(path) if path.suffix.lower() == ".parquet" else _csv(path, schema)
    except (OSError, pa.ArrowException) as fault:
        raise OBSERVATIONS_UNREADABLE(**told, fault=_brief(fault)) from None
    missing = [name for name in needed if name not in table.schema.names]
    if missing:
        raise OBSERVATIONS_UNREADABLE(**told, fault=f"it lacks {', '.join(missing)}")
    twice = sorted({name for name in table.schema.names if table.schema.names.count(name) > 1})
    if twice:
        raise OBSERVATIONS_UNREADABLE(**told, fault=f"it has {', '.join(twice)} more than once")
    columns = []
    for field in schema:
        try:
            column = _column(table, field)
        except pa.ArrowException as fault:
            raise OBSERVATIONS_UNREADABLE(**told, fault=f"in {field.name}, {_brief(fault)}") from None
        if column is None:
            fault_words = "a time has no zone: write 2026-03-01T00:00:00Z"
            raise OBSERVATIONS_UNREADABLE(**told, fault=f"in {field.name}, {fault_words}")
        if not field.nullable and column.null_count:
            raise OBSERVATIONS_UNREADABLE(**told, fault=f"{field.name} is empty in some row")
        columns.append(column)
    return pa.table(columns, schema=schema).combine_chunks()


def _csv(path: Path, schema: pa.Schema) -> pa.Table:
    numbers = (pa.int64(), pa.float64())
    as_text = {field.name: field.type if field.type in numbers else pa.string() for field in schema}
    options = pc_csv.ConvertOptions(column_types=as_text, strings_can_be_null=True, null_values=[""])
    return pc_csv.read_csv(path, convert_options=options)


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray | None:
    """The column in its type; None where its times have no zone."""
    name = field.name if field.name in table.schema.names else _STAND_IN.get(field.name, field.name)
    if name not in table.schema.names:
        return pa.chunked_array([pa.nulls(table.num_rows, field.type)])
    column = table[name]
    if pa.types.is_timestamp(field.type):
        if pa.types.is_string(column.type):
            if pc.any(pc.invert(pc.match_substring_regex(column, r"(Z|[+-]\d\d:?\d\d)$"))).as_py():
                return None
        elif getattr(column.type, "tz", None) is None:
            return None
    if pa.types.is_dictionary(field.type):
        return pc.cast(column, pa.string()).dictionary_encode()
    return pc.cast(column, field.type)


def _brief(fault: Exception) -> str:
    return " ".join(str(fault).split())[:160]
