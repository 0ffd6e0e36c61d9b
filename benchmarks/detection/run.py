"""The detection benchmark: our presence kernel, the Parquet scan and the peers side by side. `make bench-detection`.

    python benchmarks/detection/run.py [--only ENGINE ...] [--largest 1e8] [--n 1e7] [--again]

Each measurement is a process of its own on pinned cores. What is measured is kept under .tools/bench, so a run that was
cut short goes on where it stopped; after a whole run the next one begins anew. At the end the tables and the plots of
docs/methods/detection-benchmark.md are written.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

import data  # noqa: E402 - the folder above holds the workload
import page  # noqa: E402
from plan import GROUPS, PEERS, Bench, Sizes, key  # noqa: E402

LIMIT_S = 1800
THREADS = ("OMP", "OPENBLAS", "MKL", "RAYON", "POLARS_MAX", "NUMBA", "GOTO")


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    home = Path(options.home)
    bench = Bench(data=data.folder(home / "data"), results=home / "results", shared=_shared(options.shared))
    sizes = Sizes(
        main=int(options.n), small=int(options.small), largest=int(options.largest),
        areas=tuple(options.areas), objects=options.objects,
    )  # fmt: skip
    peers_python = home / "venv" / "bin" / "python"
    if not peers_python.exists():
        print("the peers are not installed (make bench-detection does it): only our own engines are measured")
    engines = set(options.only or ("scan", "ours", *PEERS))
    whole = not options.only and set(options.group) == {*GROUPS, "start"}
    state = _begin(bench, again=options.again, only=options.only)
    failed = []
    for group in options.group:
        jobs_of = GROUPS.get(group, lambda *_: [])
        jobs = [job for job in jobs_of(bench, sizes) if job.engine in engines]
        for job in jobs:
            python = Path(sys.executable) if job.engine in ("scan", "ours") else peers_python
            if python.exists() and not _measure(bench, group, job, python):
                failed.append(key(job))
    if "ours" in engines and "start" in options.group:
        _measure_start(bench, sizes)
    _keep(bench.results / "run.json", {**state, "finished": whole or state["finished"], "ended": _now()})
    if options.page:
        page.write(bench, sizes, Path(options.page))
    print(f"failed: {', '.join(failed)}" if failed else "all measured")
    return 1 if failed else 0


def _options(arguments):
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--only", action="append", choices=["scan", "ours", *PEERS], help="measure only this engine")
    reader.add_argument("--group", nargs="+", choices=[*GROUPS, "start"], default=[*GROUPS, "start"])
    reader.add_argument("--n", type=float, default=1e7, help="fixes of the main table")
    reader.add_argument("--small", type=float, default=1e6, help="fixes at which answers are compared")
    reader.add_argument("--largest", type=float, default=1e8, help="the end of the curve")
    reader.add_argument("--areas", type=int, nargs="*", default=[1_000, 10_000])
    reader.add_argument("--objects", type=int, default=100_000, help="objects of the crowd")
    reader.add_argument("--again", action="store_true", help="forget what an unfinished run has measured")
    reader.add_argument("--home", default=str(ROOT / ".tools" / "bench"), help="where files and results are kept")
    reader.add_argument(
        "--shared", default=str(ROOT.parent / "shared"), help="where the published workload lies, if at hand"
    )
    reader.add_argument("--page", default=str(ROOT / "docs" / "methods"), help="folder of the page; empty: none")
    return reader.parse_args(arguments)


def _shared(text: str) -> Path | None:
    folder = Path(text) / "bench" / "presence"
    return folder if (folder / "gen.py").is_file() else None


def _begin(bench: Bench, *, again: bool, only) -> dict:
    """The state of this run. Forgotten are the results of a whole run that has ended, or of the engines named."""
    path = bench.results / "run.json"
    state = json.loads(path.read_text()) if path.exists() else {"began": _now(), "finished": False}
    if only:
        stale = [one for one in bench.results.glob("*.json") if one.name.split("-")[0] in only]
    elif again or state["finished"]:
        stale = list(bench.results.glob("*.json"))
        state = {"began": _now(), "finished": False}
    else:
        stale = []
    for one in stale:
        one.unlink()
    _keep(path, state)
    return state


def _fingerprint(engine: str) -> str:
    """What a measurement rests on: how it is measured, and for our own engine the kernels. Another one is another."""
    files = [HERE / "child.py", HERE / "job.py", HERE / "engines" / f"{engine}.py", HERE / "engines" / "steps.py"]
    if engine == "ours":
        files += sorted((ROOT / "src" / "evenhand" / "detection" / "kernels").glob("*.py"))
    else:
        files.append(ROOT / "requirements" / "bench.lock")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _measure(bench: Bench, group: str, job, python: Path) -> bool:
    """Measure a job unless it has been; what fails is kept too, with what it said."""
    path = bench.results / f"{key(job)}.json"
    fingerprint = _fingerprint(job.engine)
    if path.exists():
        before = json.loads(path.read_text())
        if before["fingerprint"] == fingerprint and "failed" not in before:
            return True
    print(f"{group:10} {key(job):58}", end="", flush=True)
    load = os.getloadavg()[0]
    try:
        child = subprocess.run(
            [str(python), str(HERE / "child.py"), job.text()],
            capture_output=True, text=True, timeout=LIMIT_S, env=_environment(job.threads), cwd=HERE, check=False,
        )  # fmt: skip
        last = child.stdout.strip().splitlines()[-1:] or [""]
        found = json.loads(last[0]) if child.returncode == 0 else {"failed": child.stderr.strip()[-400:]}
    except subprocess.TimeoutExpired:
        found = {"failed": f"took longer than {LIMIT_S} s"}
    facts = {"key": key(job), "group": group, "at": _now(), "load": load, "fingerprint": fingerprint}
    _keep(path, {**found, **facts})
    print(
        found.get("failed") or f"{found['wall_s']:9.2f} s {found['cpu_s']:9.2f} cpu s {found['peak_mb']:7.0f} MB",
        flush=True,
    )
    return "failed" not in found


def _environment(threads: int) -> dict[str, str]:
    pinned = {f"{name}_{'' if name == 'POLARS_MAX' else 'NUM_'}THREADS": str(threads) for name in THREADS}
    return {**os.environ, **pinned, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{HERE.parent}"}


def _measure_start(bench: Bench, sizes: Sizes) -> None:
    """Python's start to the first answer, with nothing compiled and with everything kept; whole processes."""
    path = bench.results / "ours-start.json"
    fingerprint = _fingerprint("ours")
    if path.exists() and json.loads(path.read_text())["fingerprint"] == fingerprint:
        return
    print("start      ours, with nothing compiled and with compilation kept", flush=True)
    job = next(job for job in GROUPS["boundary"](bench, sizes) if job.engine == "ours")
    found = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, times in (("cold", 1), ("kept", 3)):
            runs = [_whole_process(job, cache) for _ in range(times)]
            found[name] = dict(zip(("wall_s", "cpu_s"), sorted(runs)[times // 2], strict=True))
    facts = {"key": "ours-start", "group": "start", "at": _now(), "load": os.getloadavg()[0]}
    _keep(path, {**found, **facts, "fingerprint": fingerprint})


def _whole_process(job, cache: str) -> tuple[float, float]:
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, str(HERE / "child.py"), job.text()],
        env={**_environment(1), "NUMBA_CACHE_DIR": cache}, cwd=HERE, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _keep(path: Path, found: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    raise SystemExit(main())
