"""DuckDB with its spatial extension (GEOS). Planar: edges and steps are straight in degrees.

The best SQL found: whole steps by ST_Within, and only steps that meet a boundary are cut.
"""

from pathlib import Path

import duckdb
import duckdb_extension_spatial
from job import Job

POINTS = "select count(*) from fixes join areas on ST_Contains(areas.shape, ST_Point(fixes.lon, fixes.lat))"
WHICH = (
    "select fixes.object, areas.area from fixes join areas on ST_Contains(areas.shape, ST_Point(fixes.lon, fixes.lat))"
)
FULL = """
with pairs as (
    select object, epoch_ms(seen_at) as t1, lon as x1, lat as y1, lag(epoch_ms(seen_at)) over track as t0,
        lag(lon) over track as x0, lag(lat) over track as y0
    from fixes window track as (partition by object order by seen_at)
),
steps as materialized (
    select *, ST_MakeLine(ST_Point(x0, y0), ST_Point(x1, y1)) as line from pairs
    where t1 - t0 <= {gap_ms} and (x0 <> x1 or y0 <> y1)
),
cut as (
    select object, area, t0, t1, x0, y0, x1, y1, unnest(ST_Dump(ST_Intersection(line, shape))).geom as part
    from steps join rims on ST_Intersects(line, rim)
),
fractions as (
    select object, area, t0, t1, ST_GeometryType(part) as type,
        case when abs(x1 - x0) > abs(y1 - y0) then (ST_X(ST_StartPoint(part)) - x0) / (x1 - x0)
            else (ST_Y(ST_StartPoint(part)) - y0) / (y1 - y0) end as one,
        case when abs(x1 - x0) > abs(y1 - y0) then (ST_X(ST_EndPoint(part)) - x0) / (x1 - x0)
            else (ST_Y(ST_EndPoint(part)) - y0) / (y1 - y0) end as other
    from cut where ST_GeometryType(part) = 'LINESTRING'
),
pieces as (
    select object, area, t0, t1, 0.0::double as begins, 1.0::double as ends
    from steps join areas on ST_Within(line, shape)
    union all
    select object, area, t0, t1, least(one, other), greatest(one, other) from fractions
),
timed as (
    select object, area, t0 + begins * (t1 - t0) as entered, t0 + ends * (t1 - t0) as left_at,
        begins <= 1e-12 as from_fix, ends >= 1 - 1e-12 as to_fix
    from pieces
),
marked as (
    select *, case when entered <= lag(left_at) over visits + 0.5 then 0 else 1 end as is_new
    from timed window visits as (partition by object, area order by entered)
),
numbered as (
    select *, sum(is_new) over (partition by object, area order by entered rows unbounded preceding) as visit
    from marked
)
select object::bigint as object, area::bigint as area, min(entered) as entered_ms, max(left_at) as left_ms,
    (sum(to_fix::int) + arg_min(from_fix::int, entered))::bigint as n_fixes
from numbered group by object, area, visit
"""


def _connected(job: Job):
    found = list((Path(duckdb_extension_spatial.__file__).parent / "extensions").glob("*/spatial.duckdb_extension"))
    connection = duckdb.connect(config={"threads": job.threads})
    connection.execute(f"load '{found[0]}'")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"create view fixes as select * from read_parquet('{job.fixes}')")
    return connection


def _with_areas(connection, job: Job) -> None:
    read = f"select area, ST_GeomFromWKB(wkb) as shape from read_parquet('{job.areas}')"
    connection.execute(f"create or replace table areas as {read}")
    connection.execute("create or replace table rims as select *, ST_Boundary(shape) as rim from areas")


def _task(query: str):
    def prepare(job: Job):
        connection = _connected(job)

        def run():
            _with_areas(connection, job)
            answer = connection.execute(query.format(gap_ms=job.gap_ms)).to_arrow_table()
            return answer.column(0)[0].as_py() if answer.num_columns == 1 else answer

        return run

    return prepare


def version() -> str:
    return f"DuckDB {duckdb.__version__} spatial"


TASKS = {"points": _task(POINTS), "full": _task(FULL), "which": _task(WHICH)}
