from evenhand.documents.hypertext import as_html
from evenhand.documents.output import read_document
from simulators.documents import ARABIC, ENGLISH


def test_paragraphs_are_anchors_and_faults_stand_beside_them():
    page = as_html(read_document(ENGLISH))

    assert '<p id="para-1">1 The commission' in page
    assert "<aside>The text refers to para. 9" in page


def test_arabic_runs_from_right_to_left():
    assert 'dir="rtl"' in as_html(read_document(ARABIC))


def test_markup_in_the_source_stays_text():
    assert "<script>" not in as_html(read_document("1. <script>alert(1)</script> met there.\n"))
