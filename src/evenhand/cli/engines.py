"""Which inputs are stores, and who looks at their ranges."""

import importlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.stores import Store, open_store
from evenhand.pipeline.engines import ALONE, Engine

ENGINES = ("local", "spark")
NO_SPARK = ProblemKind(
    code="cli.no-spark",
    blame="operator",
    message="Apache Spark is not installed ({fault}). Install evenhand with its extra `spark`, and Java 17 or newer.",
)


def told_apart(inputs: Sequence[str], *, engine: str) -> tuple[tuple[Path, ...], tuple[Store, ...]]:
    """The inputs that are read whole, and those that are read range by range.

    A lake and an address with `://` are read range by range; with Spark so is every folder.

    Raises:
        STORE_UNREADABLE, STORE_EMPTY: see `open_store`.
    """
    files, stores = [], []
    for given in inputs:
        folder = Path(given)
        divided = "://" in given or (folder / "catalogue").is_dir() or (engine == "spark" and folder.is_dir())
        if divided:
            stores.append(open_store(given))
        else:
            files.append(folder)
    return tuple(files), tuple(stores)


def engine(name: str, *, master: str) -> AbstractContextManager[Engine]:
    """The engine of that name, to be used inside `with`.

    Raises:
        NO_SPARK: its package is not installed.
        SPARK_FAILED: see `Spark`.
    """
    if name == "local":
        return nullcontext(ALONE)
    try:
        spark = importlib.import_module("evenhand.pipeline.spark")
    except ImportError as fault:
        raise NO_SPARK(fault=fault) from None
    connected: AbstractContextManager[Engine] = spark.Spark(master)
    return connected
