import pytest

from evenhand.documents.citations import bare_resolutions, citations_in, cross_references_in


@pytest.mark.parametrize(
    ("text", "language", "documents"),
    [
        ("第 2510(2020)和 2542(2020)号决议", "zh", ["S/RES/2510 (2020)", "S/RES/2542 (2020)"]),
        ("通过了 PRST/2020/3 号主席声明(SC/14128)", "zh", ["S/PRST/2020/3", "SC/14128"]),
        ("General Assembly resolution 60/288 and A/66/782", "en", ["A/RES/60/288", "A/66/782"]),
        ("resolutions 2453 A (XXIII) and 37/90", "en", ["A/RES/2453 A (XXIII)", "A/RES/37/90"]),
        ("S/2020/1124 et la résolution 2510 (2020)", "fr", ["S/2020/1124", "S/RES/2510 (2020)"]),
        ("في القرار 2510 (2020) والوثيقة S/2020/832", "ar", ["S/RES/2510 (2020)", "S/2020/832"]),
        ("He paid 2510 (2020) pounds", "en", []),
    ],
)
def test_normal_forms(text, language, documents):
    assert [one.document for one in citations_in(text, language)] == documents


@pytest.mark.parametrize(
    ("text", "language", "pinpoint"),
    [
        ("第1718(2006)号决议第12(g)段", "zh", "para. 12(g)"),
        ("paragraphs 3 and 4 of resolution 2510 (2020)", "en", "paras. 3, 4"),
        ("paragraphs 3 to 9 of resolution 2510 (2020)", "en", "paras. 3-9"),
        ("au paragraphe 5 de sa résolution 2510 (2020)", "fr", "para. 5"),
        ("el párrafo 5 de la resolución 2510 (2020)", "es", "para. 5"),
        ("пункте 5 резолюции 2510 (2020)", "ru", "para. 5"),
        ("الفقرة 5 من القرار 2510 (2020)", "ar", "para. 5"),
        ("见 S/2003/1035，第 27 页", "zh", "p. 27"),
    ],
)
def test_pinpoints(text, language, pinpoint):
    assert [one.pinpoint for one in citations_in(text, language)] == [pinpoint]


def test_a_paragraph_of_another_document_is_no_reference_within_the_text():
    text = "paragraph 5 of resolution 2510 (2020) (see paras. 19 to 28 above)"

    assert [one.target for one in cross_references_in(text, "en", citations_in(text, "en"))] == ["paras. 19-28"]


def test_a_resolution_without_its_year_is_seen():
    assert [number for number, _, _ in bare_resolutions("安全理事会第 2017 号决议", "zh")] == [2017]
