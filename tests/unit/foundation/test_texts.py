import pytest

from evenhand.foundation.texts import Text


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        pytest.param({"en": "Sirte", "ar": "سرت"}, "ar", "سرت", id="the-language-asked-for"),
        pytest.param({"en": "Sirte", "ar": "سرت"}, "ar-LY", "سرت", id="its-base-language"),
        pytest.param({"en": "Sirte", "ar": "سرت"}, "fr", "Sirte", id="else-english"),
        pytest.param({"zh-hans": "苏尔特"}, "fr", "苏尔特", id="else-whatever-there-is"),
        pytest.param({}, "fr", "", id="nothing"),
    ],
)
def test_speaks_the_nearest_language_it_has(texts, language, expected):
    assert Text(texts).in_language(language) == expected


def test_reads_as_english_and_lists_all_its_texts():
    text = Text({"ar": "سرت", "en": "Sirte"})

    assert str(text) == "Sirte"
    assert set(text) == {"سرت", "Sirte"}
