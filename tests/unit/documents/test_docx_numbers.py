from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from evenhand.documents.docx_numbers import Numbering, W, in_form

NUMBERS = f"""<w:numbering xmlns:w="{W[1:-1]}">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def paragraph(depth: int | None, words: str = "words") -> Element:
    listed = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr></w:pPr>' if depth is not None else ""
    )
    return fromstring(f'<w:p xmlns:w="{W[1:-1]}">{listed}<w:r><w:t>{words}</w:t></w:r></w:p>')


def test_numbers_count_through_their_levels():
    numbering = Numbering(fromstring(NUMBERS), None)
    asked = [0, 1, 1, 0, None, 1]

    assert [numbering.mark(paragraph(depth)) for depth in asked] == ["1. ", "(a) ", "(b) ", "2. ", "", "(a) "]


def test_an_empty_paragraph_takes_no_number():
    numbering = Numbering(fromstring(NUMBERS), None)

    assert [numbering.mark(paragraph(0, words)) for words in ("", "words")] == ["", "1. "]


def test_without_lists_nothing_is_numbered():
    assert Numbering(None, None).mark(paragraph(0)) == ""


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [
        (4, "decimal", "4"),
        (27, "lowerLetter", "aa"),
        (9, "upperRoman", "IX"),
        (3, "chineseCounting", "三"),
        (14, "x", "14"),
    ],
)
def test_a_number_in_its_form(count, form, shown):
    assert in_form(count, form) == shown
