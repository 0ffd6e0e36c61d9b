"""A table is read in all its disguises; a bomb or a broken one is a Problem."""

import io
import zipfile
from datetime import datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.tables import reading
from evenhand.reports.tables.reading import (
    FORMULA,
    TABLE_EMPTY,
    TABLE_ENCODING,
    TABLE_TOO_LARGE,
    TABLE_UNREADABLE,
    read_table,
)

KINDS = {TABLE_EMPTY, TABLE_ENCODING, TABLE_TOO_LARGE, TABLE_UNREADABLE}


def rows(content: bytes, **more) -> list:
    table = read_table(content, name="t", **more)
    return [table.columns, *table.rows]


def workbook(*lines, then=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    then(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Date,Text\n6,a\n", id="commas"),
        pytest.param(b"Date;Text\r\n6;a\r\n", id="semicolons"),
        pytest.param(b"Date\tText\n6\ta", id="tabs-without-an-end"),
        pytest.param("\ufeffDate,Text\n6,a\n".encode(), id="mark"),
        pytest.param("Date,Text\n6,a\n".encode("utf-16"), id="utf-16"),
        pytest.param(workbook(["Date", "Text"], [6, "a"]), id="workbook"),
    ],
)
def test_the_same_table_in_every_disguise(content):
    assert rows(content) == [("Date", "Text"), (2, ("6", "a"))]


def test_says_the_separator_in_its_first_line_as_excel_does():
    assert rows(b"sep=|\nDate|Text\n6|a,b;c\n") == [("Date", "Text"), (3, ("6", "a,b;c"))]


def test_lines_are_counted_as_an_editor_counts_them():
    content = b'Date,Text\n6,"two\nlines"\n\n7,b\n'

    assert rows(content) == [("Date", "Text"), (2, ("6", "two\nlines")), (5, ("7", "b"))]


def test_another_encoding_is_read_where_it_is_stated_and_else_refused_with_its_line():
    content = "التاريخ,النص\n6,انفجار\n".encode("cp1256")

    assert rows(content, encoding="cp1256")[1] == (2, ("6", "انفجار"))
    with pytest.raises(Problem) as caught:
        rows(content)
    assert (caught.value.kind, caught.value.details["line"]) == (TABLE_ENCODING, 1)


def test_moments_of_a_workbook_are_text_without_a_zone():
    line = [datetime(2020, 12, 6), datetime(2020, 12, 6, 14, 30), time(3, 10), 2.0, 2.5, True, None]  # noqa: DTZ001

    assert rows(workbook(["a", "b", "c", "d", "e", "f", "g"], line))[1][1] == (
        "2020-12-06", "2020-12-06 14:30:00", "03:10:00", "2", "2.5", "True", "",
    )  # fmt: skip


def test_a_formula_stays_one():
    assert rows(workbook(["a"], ["=1+1"]))[1][1] == (f"{FORMULA}=1+1",)


def repacked(change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["a"], ["b"]))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name, content in change({entry: old.read(entry) for entry in old.namelist()}).items():
            new.writestr(name, content)
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", TABLE_EMPTY), (b"\n \n", TABLE_EMPTY), (b"PK\x03\x04 no", TABLE_UNREADABLE),
        (repacked(lambda parts: {**parts, SHEET: LAUGHS}), TABLE_UNREADABLE),
        (repacked(lambda parts: {**parts, SHEET: LAUGHS.decode().encode("utf-16")}), TABLE_UNREADABLE),
        (repacked(lambda parts: {"[Content_Types].xml": b"<x/>"}), TABLE_UNREADABLE),
        (repacked(lambda parts: parts | {f"x{n}": b"" for n in range(2001)}), TABLE_TOO_LARGE),
        (",".join("x" * 201).encode(), TABLE_TOO_LARGE),
        (("a\n" + "x" * 200_000).encode(), TABLE_UNREADABLE),
    ],
    ids=["nothing", "blank", "no-zip", "laughs", "laughs-in-utf-16", "no-workbook", "parts", "columns", "huge-field"],
)  # fmt: skip
def test_what_cannot_be_a_table_is_a_problem(content, kind):
    with pytest.raises(Problem) as caught:
        rows(content)

    assert caught.value.kind is kind


def test_a_bomb_is_found_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_WORKBOOK", 5_000_000)
    bomb = repacked(lambda parts: {**parts, SHEET: b" " * 6_000_000})

    with pytest.raises(Problem) as caught:
        rows(bomb)

    assert caught.value.kind is TABLE_TOO_LARGE


def test_too_many_rows_are_refused_while_they_are_run_through(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)

    with pytest.raises(Problem) as caught:
        rows(b"a,b\n1,1\n2,2\n3,3\n")

    assert caught.value.kind is TABLE_TOO_LARGE


WHOLE = workbook(["Date", "Text"], ["2020-12-06", "Two shots"])


def outcome(content: bytes):
    try:
        rows(content)
    except Problem as problem:
        return problem.kind in KINDS
    return True


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused(place, change):
    content = bytearray(WHOLE)
    content[place] ^= change

    assert outcome(bytes(content))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    assert outcome(content)
