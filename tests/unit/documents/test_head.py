from evenhand.documents.head import tidy
from evenhand.documents.reading import read_structure
from simulators.documents import CHINESE, ENGLISH


def test_the_head_of_a_letter_with_an_annex():
    head = read_structure(ENGLISH).head

    assert head.symbols == ("S/2031/77",)
    assert head.distribution == "General"
    assert head.original_language == "English"
    assert head.addressee == "President of the Security Council"
    assert (head.date, head.date_of_letter) == ("2031-03-12", "2031-03-10")
    assert head.annex_title == "Report of the joint commission on the ceasefire"
    assert head.signatories == (("Ola Nordmann", "Ambassador, Permanent Representative"),)


def test_functions_stand_before_names_in_chinese():
    assert read_structure(CHINESE).head.signatories == (("奥拉·努尔曼", "常驻代表"),)


def test_a_resolution_has_its_title_and_date():
    text = "United Nations   S/RES/2999 (2031)\n\nResolution 2999 (2031)\n\n"
    text += (
        "Adopted by the Security Council at its 12th meeting, on 3 March 2031\n\nThe Security Council,\n\n1. Decides.\n"
    )
    head = read_structure(text).head

    assert head.title == "Resolution 2999 (2031)"
    assert head.date == "2031-03-03"


def test_a_title_loses_the_blanks_of_typesetting():
    assert tidy("2020 年 12 月 的报告") == "2020年12月的报告"
