"""Feeds in a real browser: from a silent source to a refused row, and sending a file twice."""

import pytest

from e2e.test_pages import LOOKS, faults

TRACK = "object,timestamp,longitude,latitude\n" + "".join(
    f"device:e2e,2020-12-28T10:{minute:02d}:00Z,14.50000,25.00000\n" for minute in range(20)
)
SENT = {"name": "e2e <b>day.csv", "mimeType": "text/csv", "buffer": f"{TRACK}this is no row\n".encode()}


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS, ids=str)
def test_a_file_with_refused_rows_is_accessible_and_within_its_width(visit, language, theme, width):
    found = visit("/feeds/?source=ais-coast", language=language, theme=theme, width=width)
    found.page.click("#files ~ .table-frame tbody a")
    found.page.wait_for_selector("#refused")

    assert faults(found.page) == []
    assert found.complaints == []
    wide, seen = found.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen


def test_the_silent_source_stands_first_and_says_for_how_long(visit):
    page = visit("/feeds/").page
    first = page.locator("table.feeds tbody tr").first

    assert "silent" in first.inner_text()
    assert "for 3 d 4 h, expected every 10 min" in " ".join(first.inner_text().split())


def test_a_row_on_a_phone_says_what_each_figure_is(visit):
    page = visit("/feeds/", width=390).page
    label = page.evaluate(
        "getComputedStyle(document.querySelector('table.feeds tbody td.numeric'), '::before').content"
    )

    assert "Files" in label


def test_sending_a_file_shows_what_was_set_aside_and_twice_is_said(visit):
    page = visit("/feeds/upload/", user="analyst").page
    for said in ("The file was loaded.", "byte for byte"):
        page.goto(page.url.split("/feeds/")[0] + "/feeds/upload/")
        page.set_input_files("#file", SENT)
        page.fill("#source", "browser test")
        page.click("main form .primary")
        page.wait_for_selector("#refused")

        assert said in page.inner_text("main")
        assert page.inner_text("h1") == "e2e _b_day.csv"
        assert page.locator("table.refused tbody tr").count() == 1


def test_a_file_of_no_format_is_refused_with_what_to_do(visit):
    page = visit("/feeds/upload/", user="analyst").page
    page.set_input_files("#file", {"name": "page.csv", "mimeType": "text/csv", "buffer": b"<html><p>x</p></html>"})
    page.click("main form .primary")
    page.wait_for_selector("[role=alert]")

    assert "The file was not loaded." in page.inner_text("[role=alert]")
