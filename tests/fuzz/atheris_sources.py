"""Coverage-guided fuzzing of the recognisers and readers with atheris.

Atheris is no dependency of the project. To run it for ten minutes, in an environment of its own:

    python3.11 -m venv fuzzing && fuzzing/bin/pip install atheris -e .
    fuzzing/bin/python tests/fuzz/atheris_sources.py -max_total_time=600

A finding is any exception but a Problem, or counts that do not add up; the input that made it is written beside.
See docs/methods/reading-hostile-input.md.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["evenhand.sources", "evenhand.observations"]):
    from evenhand.foundation.problems import Problem
    from evenhand.sources.opening import open_source

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.samples import SAMPLES

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def read_one(data: bytes) -> None:
    """One input through everything: whatever is wrong with it must be a Problem or a row of the quarantine."""
    path = FOLDER / "input"
    path.write_bytes(data)
    try:
        source = open_source(path, received_at=NOON, time_zone="UTC")
        for batch in source.batches():
            kept = batch.table.num_rows if batch.table is not None else 0
            assert batch.rows_read == kept + batch.quarantine.num_rows
            if batch.table is not None:
                batch.table.validate(full=True)
            batch.quarantine.validate(full=True)
    except Problem:
        return


if __name__ == "__main__":
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for name, sample in SAMPLES.items():
        (corpus / name).write_bytes(sample)
    atheris.Setup([*sys.argv, str(corpus)], read_one)
    atheris.Fuzz()
