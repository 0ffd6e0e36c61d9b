"""GeoPandas: sjoin of points. Planar; makes no intervals."""

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from job import Job, read_areas


def _joined(job: Job):
    fixes = pq.read_table(job.fixes, columns=["object", "lon", "lat"]).to_pandas()
    points = geopandas.GeoDataFrame(
        fixes[["object"]], geometry=geopandas.points_from_xy(fixes["lon"], fixes["lat"]), crs=4326
    )
    areas = geopandas.GeoDataFrame(geometry=shapely.from_wkb(read_areas(job)), crs=4326)
    return geopandas.sjoin(points, areas, predicate="within")


def points(job: Job):
    return lambda: len(_joined(job))


def which(job: Job):
    def run():
        joined = _joined(job)
        return pa.table({"object": joined["object"].to_numpy(), "area": joined["index_right"].to_numpy()})

    return run


def version() -> str:
    return f"GeoPandas {geopandas.__version__}"


TASKS = {"points": points, "which": which}
