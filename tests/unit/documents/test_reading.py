"""Structure: what people see on the page, from six languages and every way of breaking lines; nothing is lost."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.decoding import decoded
from evenhand.documents.output import read_document
from evenhand.documents.reading import read_structure
from simulators.broken_documents import BROKEN
from simulators.documents import BY_LANGUAGE, CHINESE, ENGLISH
from simulators.resolutions import RESOLUTIONS

TEXTS = {
    f"{name}-{language}": text
    for name, texts in (("letter", BY_LANGUAGE), ("report", BROKEN), ("resolution", RESOLUTIONS))
    for language, text in texts.items()
}
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


def held_lines(structure) -> list[int]:
    """Every line that a structure accounts for, as often as it does."""
    found = [*structure.head_lines, *structure.furniture]
    found += [number for one in structure.paragraphs for number in one.lines]
    found += [number for one in structure.footnotes for number in one.lines]
    return found + [number for one in structure.sections for number in range(one.line_from, one.line_to + 1)]


def lost(text: str) -> list[str]:
    """The lines that hold something and that no part of the structure accounts for."""
    held = set(held_lines(read_structure(text)))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in "\x0b\x85\u2028\u2029":
        plain = plain.replace(sign, "\n")
    lines = plain.replace("\f", "").replace("\x00", "").split("\n")
    return [line for number, line in enumerate(lines, start=1) if line.strip() and number not in held]


@pytest.mark.parametrize("language", sorted(BY_LANGUAGE))
class TestSixLanguages:
    def test_the_letter_the_annex_and_the_sections_are_told_apart(self, language):
        found = read_document(BY_LANGUAGE[language])

        assert found["language"] == language
        assert found["date"] in {"2031-03-10", "2031-03-12"}
        assert found["title"]
        assert found["addressee"]
        assert found["annex_title"]
        assert found["signatories"][0]["name"]
        assert found["sections"][0]["number"] in {"I", "一", "أولا"}

    def test_numbered_paragraphs_keep_their_numbers(self, language):
        numbers = [one["number"] for one in read_document(BY_LANGUAGE[language])["paragraphs"] if one["number"]]

        assert numbers[:2] == ["1", "2"]

    def test_a_citation_has_one_normal_form_and_its_pinpoint(self, language):
        found = read_document(BY_LANGUAGE[language])

        assert "S/RES/1325 (2000)" in found["citations"]
        assert {"para": "1", "doc": "S/RES/1325 (2000)", "pinpoint": "para. 5"} in found["citation_pinpoints"]

    def test_dates_references_quantities_and_duties_are_found(self, language):
        found = read_document(BY_LANGUAGE[language])

        assert {"2031-03-02", "2031-03-10"} <= set(found["dates"])
        assert found["internal_cross_references"]
        assert (90, "days") in {(one["value"], one["unit"]) for one in found["quantities"]}
        assert "must" in {one["act"] for one in found["commitments"]}
        assert "Geneva" in {one["en"] for one in found["places"]}

    def test_nothing_is_lost(self, language):
        assert lost(BY_LANGUAGE[language]) == []


class TestBrokenLines:
    def test_a_paragraph_is_one_across_a_page(self):
        last = read_structure(CHINESE).paragraphs[-1]

        assert last.text.startswith("各方必须在 90 天内将所有部队撤出接触线。")
        assert last.page_break_inside

    def test_sub_items_belong_to_their_paragraph(self):
        second = next(one for one in read_structure(ENGLISH).paragraphs if one.number == "2")

        assert [item.marker for item in second.subitems] == ["(a)", "(b)"]
        assert second.full_text.endswith("Exchange all detainees.")

    def test_page_furniture_is_dropped_and_listed(self):
        structure = read_structure(ENGLISH)

        assert "31-00123" not in " ".join(one.full_text for one in structure.paragraphs)
        assert structure.head.job_number == "31-00123"
        assert len(structure.furniture) >= 2

    def test_a_footnote_leaves_the_flow_and_keeps_its_mark(self):
        text = "1. The force,1 which is small, shall leave the area before the month ends.\n\n"
        text += "__________\n1 See S/2031/5.\n\f2. It shall not return before the commission has agreed.\n"
        structure = read_structure(text)

        assert structure.footnotes[0].text == "See S/2031/5."
        assert structure.footnotes[0].anchor is not None
        assert structure.paragraphs[0].text.startswith("The force, which")

    def test_a_sentence_that_an_empty_line_cuts_is_one(self):
        start = "安全理事会成员重申支持该国为举行总统选举和立法选举所作的各项努力"
        start += "并且在这方面还敦促该国当局和所有"
        text = "导言\n\n安理会举行了会议，讨论了局势。\n\n" + f"{start}\n\n利益攸关方做好准备。\n\n会议结束。\n"

        assert f"{start}利益攸关方做好准备。" in [one.text for one in read_structure(text).paragraphs]


class TestHostileText:
    @given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2000))
    @settings(max_examples=60, deadline=None)
    def test_any_prefix_is_read_and_nothing_is_lost(self, name, length):
        assert lost(TEXTS[name][:length]) == []

    @given(st.sampled_from(sorted(TEXTS)), st.integers(0, 10**6))
    @settings(max_examples=40, deadline=None)
    def test_shuffled_lines_are_read_and_nothing_is_lost(self, name, seed):
        lines = TEXTS[name].split("\n")
        random.Random(seed).shuffle(lines)

        assert lost("\n".join(lines)) == []

    @given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
    @settings(max_examples=100, deadline=None)
    def test_any_text_is_read_and_nothing_is_lost(self, text):
        assert lost(text) == []
        read_document(text)

    @given(st.sampled_from(sorted(BY_LANGUAGE)), st.sampled_from(["utf-16", "gb18030", "cp1256", "cp1251", "latin-1"]))
    @settings(max_examples=30, deadline=None)
    def test_a_wrong_encoding_is_read_and_nothing_is_lost(self, language, encoding):
        wrong = BY_LANGUAGE[language].encode("utf-8").decode(encoding, errors="replace")

        assert lost(wrong) == []
        assert lost(decoded(BY_LANGUAGE[language].encode(encoding, errors="replace"))) == []

    @given(st.integers(0, 10**6))
    @settings(max_examples=20, deadline=None)
    def test_no_line_stands_in_two_paragraphs(self, seed):
        lines = ENGLISH.split("\n")
        random.Random(seed).shuffle(lines)
        numbers = [number for one in read_structure("\n".join(lines)).paragraphs for number in one.lines]

        assert len(numbers) == len(set(numbers))


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.exists(), reason="the shared documents are not here")
class TestRealDocuments:
    def documents(self):
        return {path.name[:3]: path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))}

    def test_nothing_is_lost(self):
        assert {name: lost(text) for name, text in self.documents().items()} == {name: [] for name in self.documents()}

    def test_every_number_is_there_once(self):
        counts = {}
        for name, text in self.documents().items():
            counts[name] = [int(one.number) for one in read_structure(text).paragraphs if one.number]

        assert counts["000"] == list(range(1, 47))
        assert counts["001"] == list(range(1, 14))
        assert counts["003"] == list(range(1, 89))

    def test_the_known_anomalies_are_told(self):
        kinds = {
            name: {one["kind"] for one in read_document(text)["anomalies"]} for name, text in self.documents().items()
        }

        assert kinds["000"] >= {"reference-elsewhere", "section-missing", "deadline"}
        assert kinds["001"] >= {"name-divided", "names-of-one", "date-open"}
        assert kinds["002"] >= {"total", "count"}
        assert kinds["003"] >= {"unit-changes", "name-impossible"}
        assert kinds["004"] >= {"wording", "future-passed", "numbers-reused", "bullets-reused"}
