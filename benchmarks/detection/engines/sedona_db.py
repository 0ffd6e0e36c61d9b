"""Apache SedonaDB. Planar geometry, and geography (a sphere) where it answers the question.

The best SQL found: steps once into memory, whole steps by ST_Within, and only steps that meet a boundary are cut.
"""

from importlib.metadata import version as installed

import sedona.db
from job import Job

AREAS = "select area, ST_SetSRID(ST_GeomFromWKB(wkb), 4326) as shape from area_rows"
POINT = "ST_SetSRID(ST_Point(lon, lat), 4326)"
POINTS = f"""select count(*) as n from (select {POINT} as point from fixes) as f
join ({AREAS}) as a on ST_Contains(a.shape, f.point)"""
WHICH = f"""select f.object, a.area from (select object, {POINT} as point from fixes) as f
join ({AREAS}) as a on ST_Contains(a.shape, f.point)"""
ON_SPHERE = "select area, ST_GeogFromWKB(wkb) as shape from area_rows"
WHICH_SPHERE = f"""select f.object, a.area from (select object, ST_GeogPoint(lon, lat) as point from fixes) as f
join ({ON_SPHERE}) as a on ST_Intersects(a.shape, f.point)"""
POINTS_SPHERE = f"""select count(*) as n from (select ST_GeogPoint(lon, lat) as point from fixes) as f
join ({ON_SPHERE}) as a on ST_Intersects(a.shape, f.point)"""
STEPS = """
with pairs as (
    select object, arrow_cast(seen_at, 'Int64') as t1, lon as x1, lat as y1,
        lag(arrow_cast(seen_at, 'Int64')) over (partition by object order by seen_at) as t0,
        lag(lon) over (partition by object order by seen_at) as x0,
        lag(lat) over (partition by object order by seen_at) as y0
    from fixes
)
select *, ST_MakeLine(ST_Point(x0, y0), ST_Point(x1, y1)) as line from pairs
where t1 - t0 <= {gap_ms} and (x0 <> x1 or y0 <> y1)"""
FULL = """
with areas as (select area, ST_GeomFromWKB(wkb) as shape from area_rows),
rims as (select area, ST_GeomFromWKB(wkb) as shape, ST_Boundary(ST_GeomFromWKB(wkb)) as rim from area_rows),
cut as (
    select object, area, t0, t1, x0, y0, x1, y1, unnest(ST_Dump(ST_Intersection(line, shape))) as dumped
    from steps join rims on ST_Intersects(line, rim)
),
parts as (select object, area, t0, t1, x0, y0, x1, y1, dumped.geom as part from cut),
fractions as (
    select object, area, t0, t1,
        case when abs(x1 - x0) > abs(y1 - y0) then (ST_X(ST_StartPoint(part)) - x0) / (x1 - x0)
            else (ST_Y(ST_StartPoint(part)) - y0) / (y1 - y0) end as one,
        case when abs(x1 - x0) > abs(y1 - y0) then (ST_X(ST_EndPoint(part)) - x0) / (x1 - x0)
            else (ST_Y(ST_EndPoint(part)) - y0) / (y1 - y0) end as other
    from parts where ST_GeometryType(part) = 'ST_LineString'
),
pieces as (
    select object, area, t0, t1, 0.0 as begins, 1.0 as ends from steps join areas on ST_Within(line, shape)
    union all
    select object, area, t0, t1, least(one, other) as begins, greatest(one, other) as ends from fractions
),
timed as (
    select object, area, t0 + begins * (t1 - t0) as entered, t0 + ends * (t1 - t0) as left_at,
        case when begins <= 1e-12 then 1 else 0 end as from_fix, case when ends >= 1 - 1e-12 then 1 else 0 end as to_fix
    from pieces
),
before as (select *, lag(left_at) over (partition by object, area order by entered) as last_left from timed),
numbered as (
    select *, sum(case when entered <= last_left + 0.5 then 0 else 1 end) over (
        partition by object, area order by entered rows between unbounded preceding and current row) as visit
    from before
)
select arrow_cast(object, 'Int64') as object, arrow_cast(area, 'Int64') as area, min(entered) as entered_ms,
    max(left_at) as left_ms, arrow_cast(sum(to_fix) + first_value(from_fix order by entered), 'Int64') as n_fixes
from numbered group by object, area, visit"""


def _connected(job: Job):
    connection = sedona.db.connect()
    connection.sql(f"set datafusion.execution.target_partitions = {job.threads}").execute()
    connection.read_parquet(job.areas).to_view("area_rows", overwrite=True)
    connection.read_parquet(job.fixes).to_view("fixes", overwrite=True)
    return connection


def full(job: Job):
    connection = _connected(job)

    def run():
        connection.sql(STEPS.format(gap_ms=job.gap_ms)).to_memtable().to_view("steps", overwrite=True)
        return connection.sql(FULL).to_arrow_table()

    return run


def _task(query: str):
    def prepare(job: Job):
        connection = _connected(job)

        def run():
            answer = connection.sql(query).to_arrow_table()
            return answer.column(0)[0].as_py() if answer.num_columns == 1 else answer

        return run

    return prepare


def version() -> str:
    return f"SedonaDB {installed('sedonadb')}"


TASKS = {
    "points": _task(POINTS),
    "full": full,
    "which": _task(WHICH),
    "points-sphere": _task(POINTS_SPHERE),
    "which-sphere": _task(WHICH_SPHERE),
}
