"""Records of joined files, and which files are read for which."""

from datetime import UTC, datetime, timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.catalogue import DataFile
from evenhand.observations.joining import Join, Joins, join_from_text, join_to_text

AT = datetime(2026, 3, 29, 1, 2, 3, 4, tzinfo=UTC)


def file(path):
    return DataFile(path=path, rows=1, first_us=1, last_us=2)


def join(path, *replaces, hours=0):
    return Join(file=file(path), replaces=replaces, joined_at=AT + timedelta(hours=hours))


def test_a_join_survives_its_text():
    one = join("positions/day=2026-03-02/joined-سرت.parquet", "a", "b")

    assert join_from_text(join_to_text(one), name="j") == one
    assert one.name == "joined-سرت.json"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"file": 1, "replaces": [], "joined_at": "2026-03-29T00:00:00Z"}']
)
def test_a_damaged_record_is_a_problem(text):
    with pytest.raises(Problem) as caught:
        join_from_text(text, name="joined-x.json")

    assert caught.value.code == "observations.catalogue-damaged"
    assert "joined-x.json" in str(caught.value)


@pytest.mark.parametrize(
    ("joins", "read"),
    [
        ([], "abcd"),
        ([join("j", "a", "c")], "jbd"),
        ([join("j", "b", "d")], "ajc"),
        ([join("j", "a", "b"), join("k", "a", "b", "c", "j", hours=1)], "kd"),
        ([join("k", "a", "b", "c", "j", hours=1), join("j", "a", "b")], "kd"),
        ([join("j", "a", "b"), join("k", "c", "d")], "jk"),
    ],
)
def test_each_file_is_read_once_where_the_first_of_its_files_stood(joins, read):
    assert "".join(one.path for one in Joins(joins).read_for([file(path) for path in "abcd"])) == read
