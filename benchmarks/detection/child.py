"""Measures one job in a process of its own: python child.py JOB (as JSON). Prints one line of JSON.

Medians over the repetitions; CPU seconds are those of all threads of this process, the peak is that of its own memory.
The first repetition, which may pay for what an engine sets up late, is told apart.
"""

import importlib
import json
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from job import INTERVALS, Job

PATIENCE_S = 30.0
"""What takes longer is measured once."""


def peak_mb() -> float:
    """The most resident memory of this process so far; the kernel's own figure starts anew with each program."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


def pin(threads: int) -> None:
    """No more cores than threads, whatever an engine believes."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    pa.set_cpu_count(threads)
    pa.set_io_thread_count(max(1, threads))


def summary(answer) -> dict:
    """What an answer amounts to: hits, intervals, hours and how many intervals hold no fix."""
    if not isinstance(answer, pa.Table):
        return {"hits": int(answer)}
    if answer.schema.names != INTERVALS.names:
        return {"rows": answer.num_rows}
    hours = float(np.sum(answer["left_ms"].to_numpy() - answer["entered_ms"].to_numpy()) / 3.6e6)
    found = {"intervals": answer.num_rows, "hours": round(hours, 3)}
    if answer["n_fixes"].null_count == 0:
        found["hits"] = int(pc.sum(answer["n_fixes"]).as_py() or 0)
        found["without_fix"] = int(np.count_nonzero(answer["n_fixes"].to_numpy() == 0))
    return found


def measured(job: Job) -> dict:
    began = time.perf_counter()
    engine = importlib.import_module(f"engines.{job.engine}")
    work = engine.TASKS[job.task](job)
    ready_s, ready_mb = time.perf_counter() - began, peak_mb()
    wall, cpu, answer = [], [], None
    for _ in range(job.times):
        answer = None  # the answer before is not part of this job's memory
        began, spent = time.perf_counter(), time.process_time()
        answer = work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
        if wall[0] > PATIENCE_S:
            break
    peak = peak_mb()
    told = engine.told(answer) if job.task in getattr(engine, "TOLD", ()) else answer
    if job.out and isinstance(told, pa.Table):
        pq.write_table(told, job.out)
    return {
        "engine": job.engine,
        "version": engine.version(),
        "task": job.task,
        "threads": job.threads,
        "times": len(wall),
        "sample": job.sample,
        "wall_s": statistics.median(wall),
        "cpu_s": statistics.median(cpu),
        "first_wall_s": wall[0],
        "ready_s": ready_s,
        "ready_mb": ready_mb,
        "peak_mb": peak,
        "answer": summary(told),
    }


def main() -> None:
    job = Job(**json.loads(sys.argv[1]))
    pin(job.threads)
    print(json.dumps(measured(job)), flush=True)
    # Some engines leave threads behind that keep a process from ending.
    os._exit(0)


if __name__ == "__main__":
    main()
