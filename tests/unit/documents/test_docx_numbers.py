from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from evenhand.documents.docx_numbers import Numbering, W, in_form

NUMBERS = f"""<w:numbering xmlns:w="{W[1:-1]}">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>
<w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/></w:lvlOverride></w:num></w:numbering>"""


def paragraph(depth: int | str | None, words: str = "words", number: int = 3) -> Element:
    place = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/>'
    listed = f"<w:pPr><w:numPr>{place}</w:numPr></w:pPr>" if depth is not None else ""
    return fromstring(f'<w:p xmlns:w="{W[1:-1]}">{listed}<w:r><w:t>{words}</w:t></w:r></w:p>')


def test_numbers_count_through_their_levels():
    numbering = Numbering(fromstring(NUMBERS), None)
    asked = [0, 1, 1, 0, None, 1]

    assert [numbering.mark(paragraph(depth)) for depth in asked] == ["1. ", "(a) ", "(b) ", "2. ", "", "(a) "]


def test_a_list_that_begins_anew_does_so_once():
    numbering = Numbering(fromstring(NUMBERS), None)
    asked = [(0, 3), (0, 3), (1, 3), (0, 4), (1, 4), (0, 4), (1, 4)]

    assert [numbering.mark(paragraph(depth, number=number)) for depth, number in asked] == [
        "1. ", "2. ", "(a) ", "1. ", "(c) ", "2. ", "(c) ",
    ]  # fmt: skip


def test_a_level_that_is_no_number_is_the_first():
    assert Numbering(fromstring(NUMBERS), None).mark(paragraph("²")) == "1. "


def test_a_number_far_out_is_written_in_decimals():
    far = NUMBERS.replace('<w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>',
                          '<w:start w:val="99999999"/><w:numFmt w:val="lowerLetter"/>')  # fmt: skip

    assert Numbering(fromstring(far), None).mark(paragraph(1)) == "(99999999) "


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
