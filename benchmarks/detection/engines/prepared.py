"""shapely (GEOS), vectorised: prepared areas asked point by point; for intervals, steps as lines through an STRtree.

Planar: edges and steps are straight in degrees.
"""

import numpy as np
import pyarrow.parquet as pq
import shapely
from engines.steps import intervals, read_steps
from job import COLUMNS, Job, read_areas, row_groups

BLOCK = 500_000


def _areas(job):
    return shapely.from_wkb(np.array(read_areas(job), dtype=object))


def points(job: Job):
    def run():
        shapes, hits = _areas(job), 0
        shapely.prepare(shapes)
        bounds = shapely.bounds(shapes)
        for part in row_groups(job.fixes, ["lon", "lat"]):
            lon, lat = part["lon"].to_numpy(), part["lat"].to_numpy()
            for shape, (west, south, east, north) in zip(shapes, bounds, strict=True):
                near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
                hits += int(np.count_nonzero(shapely.contains_xy(shape, lon[near], lat[near])))
        return hits

    return run


def full(job: Job):
    def run():
        shapes = _areas(job)
        inside, rims = shapely.STRtree(shapes), shapely.boundary(shapes)
        crossing = shapely.STRtree(rims)
        shapely.prepare(shapes)
        shapely.prepare(rims)
        steps = read_steps(job)
        pieces = []
        for first in range(0, len(steps["which"]), BLOCK):
            which = steps["which"][first : first + BLOCK]
            ends = np.stack(
                [steps["lon"][which], steps["lat"][which], steps["lon"][which + 1], steps["lat"][which + 1]], 1
            )
            lines = shapely.linestrings(ends.reshape(-1, 2, 2))
            k, area = inside.query(lines, predicate="within")
            pieces.append((which[k], area, np.zeros(len(k)), np.ones(len(k))))
            k, area = crossing.query(lines, predicate="intersects")
            parts, of = shapely.get_parts(shapely.intersection(lines[k], shapes[area]), return_index=True)
            of = of[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
            parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
            pieces.append((which[k[of]], area[of], *_fractions(ends[k[of]], parts)))
        return intervals(steps, [np.concatenate(column) for column in zip(*pieces, strict=True)])

    return run


def _fractions(ends, parts):
    """Where along its step each part begins and ends, on the axis that the step goes furthest along."""
    way = ends[:, 2:] - ends[:, :2]
    axis = np.abs(way).argmax(1)
    rows = np.arange(len(ends))
    at = [shapely.get_coordinates(shapely.get_point(parts, k))[rows, axis] for k in (0, -1)]
    found = [(one - ends[rows, axis]) / way[rows, axis] for one in at]
    return np.minimum(*found), np.maximum(*found)


def which(job: Job):
    def run():
        shapes = _areas(job)
        table = pq.read_table(job.fixes, columns=COLUMNS)
        where, area = shapely.STRtree(shapes).query(
            shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy()), predicate="within"
        )
        return table.select(["object"]).take(where).append_column("area", [area.astype(np.int64)])

    return run


def version() -> str:
    return f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"


TASKS = {"points": points, "full": full, "which": which}
