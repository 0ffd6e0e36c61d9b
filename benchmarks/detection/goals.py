"""The goals of the benchmark and what was measured of each: one row a goal."""

from dataclasses import dataclass, replace

from results import Results, ratio

AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal with its two bounds, and what was measured; None: not measured here."""

    what: str
    must: float
    aim: float
    sense: str
    measured: float | None
    unit: str = "x"
    published: float | None = None
    """The same on the workload of the published counts."""

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        for bound, word in ((self.aim, "aim reached"), (self.must, "goal reached")):
            if self.measured <= bound if self.sense == AT_MOST else self.measured >= bound:
                return word
        return "**missed**"


def goals(of: Results) -> list[Goal]:
    other = of.published()
    published = {goal.what: goal.measured for goal in (*_against_the_scan(other), *_against_peers(other))}
    found = [*_against_the_scan(of), *_against_peers(of), *_shape(of)]
    return [replace(goal, published=published.get(goal.what)) for goal in found]


def _most(what, must, aim, measured, unit="x"):
    return Goal(what=what, must=must, aim=aim, sense=AT_MOST, measured=measured, unit=unit)


def _least(what, must, aim, measured):
    return Goal(what=what, must=must, aim=aim, sense=AT_LEAST, measured=measured)


def _against_the_scan(of: Results) -> list[Goal]:
    scan, compact = of.cpu(engine="scan", task="scan"), of.named(f"compact-{of.sizes.main}")
    return [
        _most("full job, no distances, default layout, to the scan", 2.0, 1.5, ratio(of.cpu(), scan)),
        _most("full job with distances, default layout, to the scan", 2.5, 2.0, ratio(of.cpu(task="depth"), scan)),
        _most("full job, no distances, our layout, to the default scan", 1.0, 0.6, ratio(of.cpu(fixes=compact), scan)),
        _most(
            "full job with distances, our layout, to the default scan",
            1.8, 1.2, ratio(of.cpu(fixes=compact, task="depth"), scan),
        ),
    ]  # fmt: skip


def _against_peers(of: Results) -> list[Goal]:
    full, points = of.cpu(), of.cpu(task="points")
    return [
        _least("full job, faster than SedonaDB", 30, 60, ratio(of.cpu(engine="sedona_db"), full)),
        _least("full job, faster than MEOS", 60, 120, ratio(of.cpu(engine="meos"), full)),
        _least(
            "points in areas, faster than SedonaDB", 8, 15, ratio(of.cpu(engine="sedona_db", task="points"), points)
        ),
        _least("points in areas, faster than PyCanopy", 5, 10, ratio(of.cpu(engine="canopy", task="points"), points)),
    ]


def _kernel_s(of: Results, areas: int) -> float | None:
    """CPU seconds of the kernel alone: the job less the scan and less what is made of the areas."""
    file = of.named(f"areas-{areas}")
    parts = (of.cpu(areas=file), of.cpu(engine="scan", task="scan"), of.cpu(task="index", areas=file))
    return None if None in parts else max(1e-9, parts[0] - parts[1] - parts[2])


def _shape(of: Results) -> list[Goal]:
    by_time = of.named(f"time-{of.sizes.main}")
    curve = [of.of(task="depth", fixes=of.named(f"object-{n}")) for n in of.sizes.curve]
    peak = [one["peak_mb"] for one in curve if one]
    start = of.found.get("ours-start", {}).get("kept", {}).get("wall_s")
    return [
        _least(
            "two cores over one, wall, with distances",
            1.85,
            1.95,
            ratio(of.wall(task="depth"), of.wall(task="depth", threads=2)),
        ),
        _most("peak memory at any N", 400, 200, max(peak, default=None), unit=" MB"),
        _most("10,000 areas over 61, kernel alone", 6, 4, ratio(_kernel_s(of, 10_000), _kernel_s(of, 61))),
        _most("sorted by time over sorted by object, CPU", 1.3, 1.1, ratio(of.cpu(fixes=by_time), of.cpu())),
        _most("start of Python to the first answer, compilation kept", 1.5, 0.8, start, unit=" s"),
    ]
