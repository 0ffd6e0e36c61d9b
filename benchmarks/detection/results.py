"""What was measured, looked up by what was asked; a figure that is not there is None and is said to be absent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from job import Job
from plan import Bench, Sizes, key


@dataclass(frozen=True, kw_only=True)
class Results:
    """All results of a run, and the job that the others of the table differ from by one thing."""

    found: dict[str, dict]
    base: Job
    bench: Bench
    sizes: Sizes

    def of(self, **changes) -> dict | None:
        """The result of a job; None: not measured, or it failed."""
        one = self.found.get(key(replace(self.base, **changes)))
        return None if one is None or "failed" in one else one

    def published(self) -> "Results":
        """The same of the workload whose counts were published before."""
        files = {"fixes": self.named(f"shared-{self.sizes.main}"), "areas": self.named("areas-shared")}
        return replace(self, base=replace(self.base, **files))

    def cpu(self, **changes) -> float | None:
        one = self.of(**changes)
        return None if one is None else one["cpu_s"]

    def wall(self, **changes) -> float | None:
        one = self.of(**changes)
        return None if one is None else one["wall_s"]

    def failed(self) -> Iterator[dict]:
        return (one for one in self.found.values() if "failed" in one)

    def named(self, stem: str) -> str:
        """A data file by its name, without making it."""
        return str(self.bench.data / f"{stem}.parquet")


def load(bench: Bench, sizes: Sizes) -> Results:
    found = {path.stem: json.loads(path.read_text()) for path in bench.results.glob("*.json")}
    base = Job(
        engine="ours",
        task="full",
        fixes=str(bench.data / f"object-{sizes.main}.parquet"),
        areas=str(bench.data / "areas-61.parquet"),
    )
    return Results(found=found, base=base, bench=bench, sizes=sizes)


def run_of(results: Results) -> dict:
    return results.found.get("run", {})


def folder_of(results: Results) -> Path:
    return results.bench.results


def ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below
