"""What is measured: one list of jobs, from which run.py works and page.py reads."""

from dataclasses import dataclass, replace
from pathlib import Path

import data
from boundary import SHAPES, write_points, write_shapes
from job import Job

PEERS = {
    "sedona_db": ("points", "points-sphere", "full"),
    "meos": ("full",),
    "canopy": ("points",),
    "prepared": ("points", "full"),
    "duck": ("points", "full"),
    "geopandas_join": ("points",),
}
"""What each peer can be asked; all of them run without a server."""
JUDGED = ("sedona_db", "canopy", "prepared", "duck", "geopandas_join")
INTERVALS = ("ours", "sedona_db", "meos", "prepared", "duck")
RIVALS = (("sedona_db", "full"), ("meos", "full"), ("sedona_db", "points"), ("canopy", "points"))
"""The peers that the goals name, asked on the published workload too."""
COUNTS = {
    10**6: {"hits": 472_183, "intervals": 8_400, "hours": 2_987.028},
    10**7: {"hits": 5_027_284, "intervals": 76_850, "hours": 32_431.655},
}
"""What six planar engines gave on the shared workload, before this benchmark was written."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many fixes: the table's, the one at which answers are compared, and the end of the curve."""

    main: int
    small: int
    largest: int
    areas: tuple[int, ...] = (1_000, 10_000)
    objects: int = 100_000

    @property
    def curve(self) -> list[int]:
        sizes, n = [], self.small
        while n <= self.largest:
            sizes.append(n)
            n *= 10
        return sizes


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Where files and results lie."""

    data: Path
    results: Path
    shared: Path | None

    def answer(self, name: str) -> str:
        self.results.mkdir(parents=True, exist_ok=True)
        return str(self.results / f"{name}.parquet")


def yardstick(bench: Bench, sizes: Sizes) -> list[Job]:
    """The Parquet scan alone, on each file that a kernel is measured on."""
    areas = data.areas_file(bench.data, 61)
    objects = data.by_object(bench.data, sizes.main)
    jobs = [Job(engine="scan", task="scan", fixes=objects, areas=areas, threads=threads) for threads in (1, 2)]
    others = [
        data.in_our_layout(bench.data, sizes.main),
        data.by_time(bench.data, sizes.main),
        *(data.by_object(bench.data, n) for n in reachable(bench, sizes)),
    ]
    others.append(data.by_object(bench.data, sizes.main, sizes.objects))
    return jobs + [Job(engine="scan", task="scan", fixes=one, areas=areas) for one in others if one != objects]


def reachable(bench: Bench, sizes: Sizes) -> list[int]:
    """The sizes of the curve for which there is room on the disk."""
    return [n for n in sizes.curve if n <= sizes.main or data.room_for(bench.data, n)]


def ours(bench: Bench, sizes: Sizes) -> list[Job]:
    """Our kernel: with and without distances, one and two threads, by time, many areas, many objects, the curve."""
    few = data.areas_file(bench.data, 61)
    objects = data.by_object(bench.data, sizes.main)
    base = Job(engine="ours", task="depth", fixes=objects, areas=few)
    jobs = [replace(base, task=task, threads=threads) for task in ("full", "depth") for threads in (1, 2)]
    jobs += [replace(base, task="points"), replace(base, task="index"), replace(base, task="windows")]
    compact, by_time = data.in_our_layout(bench.data, sizes.main), data.by_time(bench.data, sizes.main)
    jobs += [replace(base, task=task, fixes=file) for file in (compact, by_time) for task in ("full", "depth")]
    files = [data.areas_file(bench.data, n) for n in sizes.areas]
    for many in [*files, data.areas_file(bench.data, sizes.areas[0], deep=True)]:
        jobs += [replace(base, task=task, areas=many) for task in ("index", "full")]
    for crowd in (data.by_object, data.by_time):
        jobs.append(replace(base, task="full", fixes=crowd(bench.data, sizes.main, sizes.objects)))
    jobs += [replace(base, fixes=data.by_object(bench.data, n)) for n in reachable(bench, sizes) if n != sizes.main]
    return jobs


def peers(bench: Bench, sizes: Sizes) -> list[Job]:
    """Each peer at the same file, on one core."""
    files = {"fixes": data.by_object(bench.data, sizes.main), "areas": data.areas_file(bench.data, 61)}
    return [Job(engine=engine, task=task, **files) for engine, tasks in PEERS.items() for task in tasks]


def answers(bench: Bench, sizes: Sizes) -> list[Job]:
    """The same intervals from every engine that makes them; and ours, made to step as the planar ones do."""
    fixes, areas = data.by_object(bench.data, sizes.small), data.areas_file(bench.data, 61)
    jobs = [
        Job(engine=engine, task="full", fixes=fixes, areas=areas, times=1, out=bench.answer(f"answer-{engine}"))
        for engine in INTERVALS
    ]
    planar = data.with_planar_steps(bench.data, fixes)
    return [*jobs, replace(jobs[0], fixes=planar, out=bench.answer("answer-ours-planar"))]


def boundary(bench: Bench, _: Sizes) -> list[Job]:
    """Which of the points beside true edges each engine holds inside: areas as drawn, and with our added points."""
    points = data.kept(bench.data / "boundary.parquet", write_points)
    drawn, dense, fine = (
        data.kept(
            bench.data / f"boundary-{name}.parquet",
            lambda into, within_m=within_m: write_shapes(into, within_m=within_m),
        )
        for name, within_m in SHAPES.items()
    )
    base = Job(engine="ours", task="which", fixes=points, areas=dense, times=1)
    jobs = [base, replace(base, areas=fine)]
    jobs += [replace(base, engine=engine, areas=areas) for engine in JUDGED for areas in (drawn, dense)]
    jobs += [replace(base, engine="sedona_db", task="which-sphere", areas=areas) for areas in (drawn, dense)]
    return [replace(job, out=bench.answer(f"{key(job)}")) for job in jobs]


def shared(bench: Bench, sizes: Sizes) -> list[Job]:
    """The workload whose counts were published before, where it is at hand; ours as it is and with planar steps."""
    jobs = []
    for n in COUNTS:
        if bench.shared is None or n > sizes.main:
            continue
        fixes, areas = data.shared_files(bench.data, bench.shared, n)
        base = Job(engine="ours", task="full", fixes=fixes, areas=areas)
        planar = data.with_planar_steps(bench.data, fixes)
        jobs += [replace(base, engine="scan", task="scan"), base, replace(base, task="depth")]
        jobs += [replace(base, fixes=planar, times=1)]
        jobs += [replace(base, task="points")]
        jobs += [replace(base, engine=engine, task=task) for engine, task in RIVALS]
        jobs += [replace(base, engine="prepared", times=1)] if n == min(COUNTS) else []
    return jobs


GROUPS = {
    "yardstick": yardstick,
    "ours": ours,
    "answers": answers,
    "boundary": boundary,
    "shared": shared,
    "peers": peers,
}
"""In the order in which they are measured: the slow ones last."""


def key(job: Job) -> str:
    """The name of a measurement: what was asked of whom."""
    return f"{job.engine}-{job.task}-{Path(job.fixes).stem}-{Path(job.areas).stem}-{job.threads}"
