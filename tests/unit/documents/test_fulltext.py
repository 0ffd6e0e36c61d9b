"""Words as they are kept and asked for, in six languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.fulltext import asked, excerpt, kept, marked, words_of


def found(text: str, query: str) -> list[str]:
    return [text[begin:end] for begin, end in marked(text, asked(query))]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "query", "places"),
        [
            pytest.param("Agreements of both Parties", "agreement", ["Agreements"], id="english-plural"),
            pytest.param("la résolution du Conseil", "RESOLUTIONS", ["résolution"], id="french-accents"),
            pytest.param("в соответствии с соглашением", "соглашения", ["соглашением"], id="russian-endings"),
            pytest.param("в новой войне", "новый", ["новой"], id="russian-adjective"),
            pytest.param("وفقا للاتِّفاق المبرم", "الاتفاق", ["للاتِّفاق"], id="arabic-article-and-vowel-signs"),
            pytest.param("والأسلحة الثقيلة", "اسلحه", ["والأسلحة"], id="arabic-letters"),
            pytest.param("在沿海公路上停火", "沿海公路", ["沿海公路"], id="chinese"),
            pytest.param("在沿海公路上停火", "公", ["公"], id="one-chinese-sign"),
            pytest.param("see S/2020/832.", "s/2020/832", ["S/2020/832"], id="symbol"),
            pytest.param("في ٢٥١٠", "2510", ["٢٥١٠"], id="arabic-digits"),
            pytest.param("the joint military commission", '"joint commission"', [], id="not-side-by-side"),
            pytest.param("ceasefires", '"cease"', [], id="in-quotation-marks-a-word-is-whole"),
            pytest.param("停火协议", "停协", [], id="signs-that-do-not-meet"),
        ],
    )
    def test_finds_a_word_in_any_form(self, text, query, places):
        assert found(text, query) == places

    def test_asks_for_nothing_in_nothing(self):
        assert asked("  … ,, ") == ()

    @settings(max_examples=40)
    @given(st.text(max_size=60))
    def test_a_text_is_found_by_each_of_its_own_words(self, text):
        for word in words_of(text):
            assert any(begin <= word.begin < end for begin, end in marked(text, asked(text[word.begin : word.end])))

    @settings(max_examples=40)
    @given(st.text(max_size=80))
    def test_what_is_kept_are_letters_and_digits_only(self, text):
        assert all(token.isalnum() for token in kept(text).split())


class TestExcerpt:
    @settings(max_examples=30)
    @given(st.text(alphabet="ab 停", max_size=600), st.integers(0, 600))
    def test_holds_what_was_found(self, text, at):
        at = min(at, len(text))
        begin, end = excerpt(text, [(at, min(at + 2, len(text)))])
        assert 0 <= begin <= at <= end <= len(text)
