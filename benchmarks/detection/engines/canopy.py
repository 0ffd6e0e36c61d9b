"""PyCanopy, a spatial layer over Polars. Planar; joins points to polygons, makes no intervals."""

from importlib.metadata import version as installed

import polars as pl
from job import Job
from pycanopy import SpatialFrame


def _joined(job: Job, columns: list[str]):
    areas = SpatialFrame.from_wkb_polygons(pl.read_parquet(job.areas), "wkb")
    fixes = pl.read_parquet(job.fixes, columns=columns)
    return areas.lazy().within_join(fixes, x_col="lon", y_col="lat")


def points(job: Job):
    return lambda: _joined(job, ["lon", "lat"]).count()


def which(job: Job):
    return lambda: _joined(job, ["object", "lon", "lat"]).collect().select("object", "area").to_arrow()


def version() -> str:
    return f"PyCanopy {installed('pycanopy')}"


TASKS = {"points": points, "which": which}
