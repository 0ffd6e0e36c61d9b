"""Templates are read back as they stand, and what is written out never runs."""

import csv
import io

import openpyxl
import pytest

from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.tables.columns import FIELDS, propose
from evenhand.reports.tables.reading import read_table
from evenhand.reports.tables.templates import LISTS, csv_bytes, csv_template, workbook_bytes, workbook_template


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_understood_whole(language):
    book = workbook_template(language=language, sheet="Reports", lists="It's lists")
    for content in (csv_template(language=language), book):
        assert propose(read_table(content, name="t").columns).fields == FIELDS


def test_a_workbook_offers_every_list_and_reads_from_the_right_in_arabic():
    book = openpyxl.load_workbook(io.BytesIO(workbook_template(language="ar", sheet="تقارير", lists="قوائم")))

    assert len(book.active.data_validations.dataValidation) == len(LISTS)
    assert book.active.sheet_view.rightToLeft
    assert book["قوائم"].max_row > 40


def test_what_would_run_is_written_as_text():
    rows = [["=1+1", "+2", "@x", "a\x01b", "-3"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(rows, sheet="Refused")))
    written = next(csv.reader(io.StringIO(csv_bytes(rows).decode("utf-8-sig"))))

    assert [cell.value for cell in book.active[1]] == ["'=1+1", "'+2", "'@x", "ab", "'-3"]
    assert written[:3] == ["'=1+1", "'+2", "'@x"]
