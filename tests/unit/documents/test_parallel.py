"""The same report in six languages gives the same structure, citations, dates, quantities and slips."""

import pytest

from evenhand.documents.output import read_document
from simulators.broken_documents import BROKEN, LETTERS
from simulators.parallel_documents import PARALLEL
from simulators.resolutions import RESOLUTIONS

SLIPS = {
    ("total", "2"), ("deadline", "6"), ("reference-missing", "7"), ("section-missing", "heading"), ("date-open", "8"),
    ("date-impossible", "9"), ("unit-changes", "9"), ("paragraph-missing", "9"), ("duplicate", "11"),
}  # fmt: skip
QUANTITIES = [
    ("2", 12, "meetings", "exact"), ("2", 5, "meetings", "exact"), ("2", 6, "meetings", "exact"),
    ("2", 75, "persons", "exact"), ("2", 17, "persons", "exact"), ("3", 3, "months", "exact"),
    ("4", 120, "sites", "more_than"), ("4", 1500, "items", "nearly"), ("4", 500, "kilometres", "about"),
    ("5", 90000, "dollars", "exact"), ("5", 25, "tonnes", "at_least"), ("5", 40, "percent", "exact"),
    ("6", 90, "days", "exact"), ("7", 1, "per year", "exact"), ("9", 1500, "items", "nearly"),
    ("11", 5, "place names", "exact"),
]  # fmt: skip


@pytest.fixture(scope="module")
def read():
    return {language: read_document(text) for language, text in PARALLEL.items()}


@pytest.fixture(scope="module")
def broken():
    return {language: read_document(text) for language, text in BROKEN.items()}


@pytest.mark.parametrize("language", sorted(PARALLEL))
class TestCleanText:
    def test_paragraphs_and_sections(self, read, language):
        found = read[language]
        numbers = [one["number"] for one in found["paragraphs"] if one["number"]]

        assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11"]
        assert [len(one["subitems"]) for one in found["paragraphs"] if one["number"] == "7"] == [2]
        assert [one["level"] for one in found["sections"]] == [1, 1, 1]
        assert (found["date"], found["date_of_letter"]) == ("2031-03-12", "2031-03-10")

    def test_citations_references_and_dates(self, read, language):
        found = read[language]

        assert found["citations"] == ["S/RES/1325 (2000)"]
        assert found["citation_pinpoints"] == [{"para": "1", "doc": "S/RES/1325 (2000)", "pinpoint": "para. 5"}]
        assert [(one["para"], one["target"], one["ok"]) for one in found["internal_cross_references"]] == [
            ("6", "para. 3", True), ("7", "para. 42", False),
        ]  # fmt: skip
        assert found["dates"] == ["2030-12-02", "2031-03-02", "2031-03-10", "2031-03-12", "2031-06-30"]

    def test_quantities(self, read, language):
        keys = ("para", "value", "unit", "qualifier")

        assert sorted(tuple(one[key] for key in keys) for one in read[language]["quantities"]) == sorted(QUANTITIES)

    def test_slips(self, read, language):
        assert {(one["kind"], one["para"]) for one in read[language]["anomalies"]} == SLIPS

    def test_duties_with_their_strength(self, read, language):
        acts = [(one["para"][:1], one["act"], one["strength"]) for one in read[language]["commitments"]]

        assert acts == [
            ("3", "agrees", "promised"), ("5", "requests", "advised"), ("6", "must", "binding"),
            ("7", "urges", "advised"), ("7", "urges", "advised"), ("7", "urges", "advised"),
            ("8", "plans", "promised"), ("9", "must", "binding"),
        ]  # fmt: skip

    def test_places(self, read, language):
        named = {one["en"] for one in read[language]["places"]}

        assert named == {"Aden", "Aleppo", "Geneva", "Hodeidah", "Idlib", "Norway", "Vienna"}


@pytest.mark.parametrize("language", sorted(BROKEN))
class TestBrokenText:
    def test_paragraphs_are_whole_across_lines_and_pages(self, broken, language):
        found = [(one["id"], one["page_break_inside"], len(one["subitems"])) for one in broken[language]["paragraphs"]]

        assert found == [("1", False, 0), ("2", False, 0), ("3", True, 3), ("4", False, 0), ("5", False, 0)]
        assert [one["level"] for one in broken[language]["sections"]] == [1, 1, 2, 2]

    def test_the_footnote_leaves_the_flow(self, broken, language):
        found = broken[language]

        assert [one["number"] for one in found["footnotes"]] == ["1"]
        assert [one["footnote_refs"] for one in found["paragraphs"]] == [["1"], [], [], [], []]
        assert {"para": "fn1", "doc": "S/2030/909", "pinpoint": "paras. 12, 13"} in found["citation_pinpoints"]

    def test_the_head_is_read_and_furniture_dropped(self, broken, language):
        found = broken[language]

        assert (found["symbols_of_document"], found["job_number"], found["date"]) == (
            ["S/2031/62"], "31-00543", "2031-01-19",
        )  # fmt: skip
        assert "31-00543" not in found["title"]

    def test_figures_and_dates_are_those_of_the_english_text(self, broken, language):
        english, found = broken["en"], broken[language]
        figures = [sorted((one["para"], one["value"]) for one in read["quantities"]) for read in (english, found)]

        assert figures[0] == figures[1]
        assert found["dates"] == english["dates"]
        assert [(one["kind"], one["para"]) for one in found["anomalies"]] == [("reference-missing", "4")]


@pytest.mark.parametrize("language", sorted(RESOLUTIONS))
def test_a_resolution_is_its_preamble_and_its_operative_paragraphs(language):
    found = read_document(RESOLUTIONS[language])
    acts = [(one["para"][0], one["act"], (one["recurrence"] or {}).get("every")) for one in found["commitments"]]

    assert [one["number"] for one in found["paragraphs"]] == [None, None, None, "1", "2", "3", "4", "5"]
    assert acts == [
        ("1", "decides", None), ("2", "urges", None), ("3", "requests", 60), ("4", "urges", None),
        ("4", "urges", None), ("4", "urges", None), ("5", "decides", None),
    ]  # fmt: skip
    assert found["commitments"][0]["deadline"] == "2032-10-31"
    assert {"para": "2", "doc": "S/RES/2570 (2021)", "pinpoint": "para. 2"} in found["citation_pinpoints"]
    assert [(one["para"], one["value"]) for one in found["quantities"]] == [("2", 90), ("3", 60), ("4", 1500000)]
    assert found["anomalies"] == []


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_a_letter_without_empty_lines_is_its_title_text_signatures_and_annex(language):
    found = read_document(LETTERS[language])
    parts = [(one["id"], one["part"]) for one in found["paragraphs"]]

    assert parts[:3] == [("letter-1", "letter"), ("1", "annex"), ("2", "annex")]
    assert found["addressee"]
    assert found["annex_title"]
    assert found["signatories"][0]["role"]
    assert found["original_language"] in {"Arabic and English", "anglais et arabe"}
    assert [(one["para"], one["value"]) for one in found["quantities"]][:2] == [("1", 21), ("2", 5)]
