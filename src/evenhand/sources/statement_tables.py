"""Tables of statements, as Parquet or CSV: what corroboration groups.

The columns are those of STATEMENTS, by their names; `origin`, `type`, `party` and `killed` may be missing, and so may
`ended_at` (an instant) and `radius_m` (see UNSTATED_RADIUS_M). Others are left alone.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from evenhand.foundation.problems import ProblemKind

STATEMENTS_UNREADABLE = ProblemKind(
    code="sources.statements-unreadable",
    blame="caller",
    message="{name} cannot be read as a table of statements: {fault}. Give Parquet or CSV with the columns {columns}.",
)

UNSTATED_RADIUS_M = 5_000.0
"""What is taken where a table says nothing of accuracy: a place that was told by name."""
NEEDED = ("statement", "source", "began_at", "lon", "lat")


def read_statements(path: Path, schema: pa.Schema) -> pa.Table:
    """A table of statements from a file.

    Args:
        path: .parquet, or else CSV with a heading.
        schema: `evenhand.incidents.statements.STATEMENTS`.

    Raises:
        STATEMENTS_UNREADABLE: no such file, no such format, a needed column that is missing, a value that does not fit.
    """
    told = {"name": path.name, "columns": ", ".join(schema.names)}
    try:
        table = pq.read_table(path) if path.suffix.lower() == ".parquet" else _csv(path)
    except (OSError, pa.ArrowException) as fault:
        raise STATEMENTS_UNREADABLE(**told, fault=" ".join(str(fault).split())[:200]) from None
    missing = [name for name in NEEDED if name not in table.schema.names]
    if missing:
        raise STATEMENTS_UNREADABLE(**told, fault=f"it lacks {', '.join(missing)}")
    columns = []
    for field in schema:
        wrong = _zoneless(table, field)
        try:
            columns.append(_column(table, field))
        except pa.ArrowException as refused:
            wrong = wrong or " ".join(str(refused).split())[:160]
        if wrong:
            raise STATEMENTS_UNREADABLE(**told, fault=f"in {field.name}, {wrong}")
    found = pa.table(columns, schema=schema)
    empty = [field.name for field in schema if not field.nullable and found[field.name].null_count]
    if empty:
        raise STATEMENTS_UNREADABLE(**told, fault=f"{empty[0]} is empty in some row")
    return found


def _csv(path: Path) -> pa.Table:
    kept_as_text = dict.fromkeys(
        ("statement", "source", "origin", "type", "party", "began_at", "ended_at"), pa.string()
    )
    options = pc_csv.ConvertOptions(column_types=kept_as_text, strings_can_be_null=True, null_values=[""])
    return pc_csv.read_csv(path, convert_options=options)


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in table.schema.names:
        if field.name == "ended_at":
            return _column(table, pa.field("began_at", field.type))
        filler = UNSTATED_RADIUS_M if field.name == "radius_m" else None
        return pa.chunked_array([pa.array([filler] * table.num_rows, field.type)])
    column = table[field.name]
    return pc.cast(pc.cast(column, pa.string()) if pa.types.is_dictionary(field.type) else column, field.type)


def _zoneless(table: pa.Table, field: pa.Field) -> str:
    """What is wrong with times that have no zone; "" where nothing is."""
    if field.name not in table.schema.names or not pa.types.is_timestamp(field.type):
        return ""
    column = table[field.name]
    if pa.types.is_string(column.type):
        without = pc.invert(pc.match_substring_regex(column, r"(Z|[+-]\d\d:?\d\d)$"))
        return "a time has no zone: write 2026-03-01T00:00:00Z" if pc.any(without).as_py() else ""
    return "" if getattr(column.type, "tz", None) else "the times have no zone: write them as UTC"
