"""Stage one on Apache Spark: a task is a range of objects, and only what was seen comes back.

No point ever passes through the JVM: each task reads its row groups with pyarrow in its own Python process, from a path
or an address that every worker can reach. Source: docs/methods/scale.md.
"""

import logging
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import pyarrow as pa
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException

from evenhand import __version__
from evenhand.detection.sightings import Sightings
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.ranges import ObjectRange
from evenhand.pipeline.engines import Look
from evenhand.pipeline.keeping import ENGINE

SPARK_FAILED = ProblemKind(
    code="pipeline.spark-failed",
    blame="operator",
    message="Spark at {master} did not run the tasks ({fault}). Check that Java 17 or newer is there, that the master "
    "answers, and that its workers have the same version of evenhand and reach the same files.",
)


ANOTHER_VERSION = ProblemKind(
    code="pipeline.another-version",
    blame="operator",
    message="A worker of Spark at {master} runs evenhand {found}, and this process {expected} ({mine} and {theirs} by "
    "their code). Install the same on every worker: two versions may give two answers.",
)

ONE_CORE = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A task is one core's work: told to a worker's process before it begins. Spark deals the tasks to the cores."""

_QUIET = Path(__file__).with_name("spark-log4j2.properties")


class Spark:
    """A Spark master that runs the ranges; a context manager, for starting it takes seconds."""

    def __init__(self, master: str = "local[*]", *, tasks_each: int = 2, made_by: str = ENGINE) -> None:
        """Connect.

        Args:
            master: "local[2]", "spark://host:7077", "yarn" and the like.
            tasks_each: ranges made for each core, so that a slow one does not hold up all.
            made_by: what the workers' code has to be: that of this process.

        Raises:
            SPARK_FAILED: Java is missing or the master does not answer.
        """
        self.master, self._made_by = master, made_by
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_SUBMIT_OPTS", f"-Dlog4j2.configurationFile=file:{_QUIET}")
        settings = SparkConf().setMaster(master).setAppName("evenhand")
        for key, value in (
            ("spark.ui.enabled", "false"),
            ("spark.ui.showConsoleProgress", "false"),
            ("spark.python.worker.reuse", "true"),
            *((f"spark.executorEnv.{name}", value) for name, value in ONE_CORE.items()),
        ):
            settings.setIfMissing(key, value)
        try:
            self._context = SparkContext.getOrCreate(settings)
        except (PySparkException, OSError, RuntimeError) as fault:
            raise SPARK_FAILED(master=master, fault=_brief(fault)) from None
        self._context.setLogLevel("OFF")  # what fails is told once, as a Problem
        logging.getLogger("py4j").setLevel(logging.WARNING)
        self.least = tasks_each * int(self._context.defaultParallelism)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Leave the master."""
        self._context.stop()

    def run(self, look: Look, ranges: Sequence[ObjectRange]) -> Iterator[tuple[int, Sightings]]:
        """The results in the order of the ranges.

        Raises:
            SPARK_FAILED: a worker died or cannot read what it was given. A Problem of the work is raised as it is.
            ANOTHER_VERSION: a worker runs other code than this process.
        """
        work = self._context.broadcast(pickle.dumps(look))
        asked = (self.master, self._made_by, __version__)

        def one(task: ObjectRange) -> bytes:
            return answer(work.value, task, asked)

        try:
            answers = self._context.parallelize(list(ranges), len(ranges)).map(one).collect()
        except PySparkException as fault:
            raise SPARK_FAILED(master=self.master, fault=_brief(fault)) from None
        except Exception as fault:  # py4j raises its own kinds, one a Java exception
            raise SPARK_FAILED(master=self.master, fault=_brief(fault)) from None
        for told in answers:
            found = pickle.loads(told)  # noqa: S301 - our own workers made it
            if isinstance(found, Problem):
                raise found
            yield found


def answer(work: bytes, task: ObjectRange, asked: tuple[str, str, str]) -> bytes:
    """What a worker does: the work of one range on one core. A Problem is handed back, not raised.

    Args:
        work: a pickled `Look`; not looked at if this process runs other code than the one that made it.
        task: the range.
        asked: master, what the code has to be, and which release that is.

    Returns:
        Rows read and what was seen, or a Problem; pickled.
    """
    master, made_by, release = asked
    try:
        if made_by != ENGINE:
            mine, theirs = made_by[-8:], ENGINE[-8:]
            raise ANOTHER_VERSION(master=master, expected=release, found=__version__, mine=mine, theirs=theirs)
        pa.set_cpu_count(1)
        look = _work(work)
        return pickle.dumps(look.see(task, look.read(task)))
    except Problem as problem:
        return pickle.dumps(problem)


_KNOWN: dict[int, Look] = {}


def _work(pickled: bytes) -> Look:
    """The work, unpickled once in each process of a worker."""
    key = hash(pickled)
    if key not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[key] = pickle.loads(pickled)  # noqa: S301 - the driver sent it
    return _KNOWN[key]


def _brief(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300] or type(fault).__name__
