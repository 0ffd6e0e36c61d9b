import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.numerals import value_of

NUMBERS = {
    "en": {"seventy-five": 75, "two hundred and forty": 240, "one thousand five hundred": 1500, "12": 12, "1.5": 1.5},
    "fr": {"quatre-vingt-dix-sept": 97, "soixante et onze": 71, "deux cent quarante": 240, "1 500": 1500},
    "es": {"noventa y cinco": 95, "doscientas cuarenta": 240, "mil quinientos": 1500, "veintidós": 22, "1.500": 1500},
    "ru": {"двадцать пять": 25, "двухсот": 200, "сто двадцать": 120, "1500": 1500, "1,5": 1.5},
    "ar": {"خمسة وسبعين": 75, "مائة وعشرون": 120, "ثلاثة": 3, "خمسة عشر": 15, "١٢": 12},
    "zh": {"二十三": 23, "一百二十": 120, "三万五千": 35000, "两千零五": 2005, "十": 10, "4 500": 4500},
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [(words, language, value) for language, every in NUMBERS.items() for words, value in every.items()],
)
def test_numbers_in_words_and_figures(words, language, value):
    assert value_of(words, language) == value


@pytest.mark.parametrize(("words", "language"), [("many", "en"), ("三四", "zh"), ("", "fr"), ("第", "zh")])
def test_what_is_no_number_is_none(words, language):
    assert value_of(words, language) is None


@given(st.integers(0, 99_999_999))
@settings(max_examples=60, deadline=None)
def test_figures_are_worth_what_they_show(number):
    assert value_of(str(number), "en") == number
    assert value_of(f"{number:,}".replace(",", " "), "fr") == number
