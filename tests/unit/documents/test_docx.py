from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents import docx as documents_docx
from evenhand.documents.docx import UNREADABLE_DOCX, docx_text
from evenhand.foundation.problems import Problem
from simulators.documents import docx

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def test_paragraphs_stand_apart_and_footnotes_below_a_rule():
    notes = '<w:footnote w:id="1"><w:p><w:r><w:t>See S/2031/5.</w:t></w:r></w:p></w:footnote>'
    made = docx('<w:t>1. One</w:t><w:footnoteReference w:id="1"/>', "<w:t>2. Two.</w:t>", notes=notes)

    assert docx_text(made) == "1. One1\n\n2. Two.\n\n__________\n\n1 See S/2031/5.\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", docx("<w:t>")], ids=["cut", "empty", "broken-xml"])
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(Problem) as refused:
        docx_text(content)

    assert refused.value.kind is UNREADABLE_DOCX


def test_a_row_of_a_table_is_one_line_in_its_place():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = "<w:tr>" + cell.format("Body") + cell.format("Members") + "</w:tr>"
    table = "</w:r></w:p><w:tbl>" + row + row.replace("Body", "Team").replace("Members", "12") + "</w:tbl><w:p><w:r>"

    assert docx_text(docx("<w:t>1. One.</w:t>" + table, "<w:t>2. Two.</w:t>")).split("\n\n") == [
        "1. One.", "Body | Members", "Team | 12", "2. Two.\n",
    ]  # fmt: skip


def table(*rows: str) -> bytes:
    return docx(f"</w:r></w:p><w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p><w:r>")


def cell(within: str) -> str:
    return f"<w:tc>{within}</w:tc>"


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_cell_within_a_form_field_is_a_cell():
    field = f"<w:sdt><w:sdtContent>{cell(words('12'))}</w:sdtContent></w:sdt>"

    assert docx_text(table(cell(words("Body")) + field)) == "Body | 12\n"


def test_a_table_within_a_table_is_read_once():
    inner = f"<w:tbl><w:tr>{cell(words('in'))}</w:tr></w:tbl>"

    assert docx_text(table(cell(words("out") + inner), cell(words("after")))) == "out in\n\nafter\n"


def test_digits_that_are_no_numbers_stop_nothing():
    listed = '</w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="²"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r>'

    assert docx_text(docx(listed + '<w:t>One.</w:t><w:footnoteReference w:id="²"/>')) == "One.\n"


def test_more_text_than_anybody_writes_is_refused(monkeypatch):
    monkeypatch.setattr(documents_docx, "MOST_SIGNS", 10)
    with pytest.raises(Problem) as refused:
        docx_text(docx("<w:t>123456</w:t>", "<w:t>78901</w:t>"))

    assert refused.value.kind is UNREADABLE_DOCX


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_read_or_refused(place, change):
    whole = docx("<w:t>1. One.</w:t>", "<w:t>2. Two.</w:t>")
    at = place % len(whole)
    with suppress(Problem):
        assert isinstance(docx_text(whole[:at] + change + whole[at + len(change) :]), str)
