"""One fixture for all readers: bytes in, what became of them out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.opening import SourceFile, open_source


@dataclass(frozen=True)
class Outcome:
    source: SourceFile
    rows: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    rows_read: int

    @property
    def codes(self) -> list[str]:
        return [row["code"] for row in self.quarantine]

    @property
    def places(self) -> list[tuple[float, float]]:
        return [(row["lon"], row["lat"]) for row in self.rows]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


def read_all(source: SourceFile) -> Outcome:
    rows, quarantine, rows_read = [], [], 0
    for batch in source.batches():
        assert batch.table is None or batch.table.num_rows > 0
        rows.extend(batch.table.to_pylist() if batch.table is not None else [])
        quarantine.extend(batch.quarantine.to_pylist())
        rows_read += batch.rows_read
    assert rows_read == len(rows) + len(quarantine)
    return Outcome(source, rows, quarantine, rows_read)


@pytest.fixture
def reading(tmp_path):
    """Write the content to a file without a telling name, open it, and read it whole."""

    def read(content: bytes | str, **options: Any) -> Outcome:
        path = Path(tmp_path) / "input"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_all(open_source(path, **options))

    return read


@pytest.fixture
def refusal(reading):
    """The code of the Problem with which the content is refused."""

    def code(content: bytes | str, **options: Any) -> str:
        with pytest.raises(Problem) as caught:
            reading(content, **options)
        assert "{" not in str(caught.value)
        return caught.value.code

    return code
