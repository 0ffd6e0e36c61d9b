"""Records of joined files, and which files are read for which."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.catalogue import DataFile
from evenhand.observations.joining import Join, Joins, join_from_text, join_to_text

AT = datetime(2026, 3, 29, 1, 2, 3, 4, tzinfo=UTC)
DAY = "positions/day=2026-03-02"


def file(name):
    return DataFile(path=f"{DAY}/{name}.parquet", rows=1, first_us=1, last_us=2)


def joined(letter):
    return f"joined-{letter * 32}"


def join(letter, *replaces, hours=0):
    paths = tuple(file(name).path for name in replaces)
    return Join(file=file(joined(letter)), replaces=paths, joined_at=AT + timedelta(hours=hours))


FILES = [file(name) for name in "abcd"]


def joins_of(*joins):
    return Joins(joins, [one.path for one in FILES])


def test_a_join_survives_its_text():
    one = join("e", "a", "b", joined("f"))

    assert join_from_text(join_to_text(one), name=one.name) == one
    assert one.name == f"{joined('e')}.json"
    assert one.written == (file("a").path, file("b").path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"file": 1, "replaces": [], "joined_at": "2026-03-29T00:00:00Z"}']
)
def test_a_damaged_record_is_a_problem_that_never_says_to_remove_it(text):
    with pytest.raises(Problem) as caught:
        join_from_text(text, name="joined-x.json")

    assert caught.value.code == "observations.join-damaged"
    assert "joined-x.json" in str(caught.value)
    assert "Do not remove it" in str(caught.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"replaces": []},
        {"replaces": ["/etc/passwd"]},
        {"replaces": [f"{DAY}/../../../x.parquet"]},
        {"replaces": ["catalogue/a.json"]},
        {"replaces": ["events/day=2026-03-02/a.parquet"]},
        {"replaces": [f"{DAY}/{joined('e')}.parquet"]},
        {"replaces": [f"{DAY}/a.parquet\n"]},
        {"file": {"path": f"{DAY}/a.parquet", "rows": 1}},
        {"file": {"path": 5, "rows": 1}},
        {"file": {"path": f"{DAY}/{joined('e')}.parquet", "rows": "x"}},
        {"file": {"path": f"{DAY}/{joined('f')}.parquet", "rows": 1}},
        {"file": {"path": f"../{DAY}/{joined('e')}.parquet", "rows": 1}},
    ],
)
def test_a_record_that_names_other_files_is_refused_for_what_it_names_is_removed_one_day(changed):
    one = join("e", "a", "b")
    members = json.loads(join_to_text(one)) | changed

    with pytest.raises(Problem) as caught:
        join_from_text(json.dumps(members), name=one.name)

    assert caught.value.code == "observations.join-damaged"


@pytest.mark.parametrize(
    ("joins", "read"),
    [
        ([], "abcd"),
        ([join("e", "a", "c")], "ebd"),
        ([join("e", "b", "d")], "aec"),
        ([join("e", "a", "b"), join("f", "a", "b", "c", joined("e"), hours=1)], "fd"),
        ([join("f", "a", "b", "c", joined("e"), hours=-1), join("e", "a", "b")], "fd"),  # a clock was set back
        ([join("f", "a", "b", "c", joined("e")), join("e", "a", "b")], "fd"),
        ([join("e", "a", "b"), join("f", "c", "d")], "ef"),
    ],
)
def test_each_file_is_read_once_where_the_first_of_its_files_stood(joins, read):
    names = [one.path.removeprefix(f"{DAY}/").removesuffix(".parquet") for one in joins_of(*joins).read_for(FILES)]

    assert "".join(name[-1] for name in names) == read


@pytest.mark.parametrize(
    "joins",
    [
        [join("e", "a", "b"), join("f", "b", "c")],
        [join("e", "a", "x")],
        [join("e", "a", joined("f")), join("f", "a", joined("e"))],
    ],
)
def test_joins_that_contradict_one_another_or_the_catalogue_are_refused(joins):
    with pytest.raises(Problem) as caught:
        joins_of(*joins)

    assert caught.value.code == "observations.join-damaged"


def test_without_a_join_those_below_it_are_read():
    low, high = join("e", "a", "b"), join("f", "a", "b", "c", joined("e"))

    assert joins_of(low, high).without(high, FILES) == (low.file, file("c"))
    assert joins_of(low).without(low, FILES) == (file("a"), file("b"))
