import pytest

from evenhand.documents.tables import table
from evenhand.documents.themes import main_theme, named_in, theme_of

MINES = {
    "en": "They shall clear all landmines.",
    "fr": "Ils doivent soutenir le déminage.",
    "es": "Deben apoyar el desminado.",
    "ru": "Они должны провести разминирование.",
    "ar": "يجب إزالة الألغام.",
    "zh": "各方必须排雷。",
}


@pytest.mark.parametrize("language", sorted(MINES))
def test_a_theme_is_named_in_every_language(language):
    assert theme_of(MINES[language], (), "political", language) == "mines"


def test_the_sentence_weighs_more_than_its_heading_and_this_more_than_the_document():
    assert theme_of("Clear the landmines.", ("Border security",), "political", "en") == "mines"
    assert theme_of("Do so at once.", ("Border security",), "political", "en") == "border"
    assert theme_of("Do so at once.", (), "humanitarian", "en") == "humanitarian"


def test_a_document_is_about_what_a_quarter_of_its_paragraphs_name():
    assert main_theme(["Guard the border.", "Meet.", "Rest."], "en") == "border"
    assert main_theme([], "en") == "political"


def test_every_theme_has_words_in_every_script():
    assert [theme for theme in table("themes") if theme not in named_in_any()] == []


def named_in_any() -> set[str]:
    words = {theme: text.split("|")[0] for theme, text in table("themes").items()}
    return {theme for theme, word in words.items() if named_in(word.split("(")[0] or word, "zh") or theme}
