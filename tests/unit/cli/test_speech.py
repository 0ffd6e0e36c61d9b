import pytest

from evenhand.cli.speech import PHRASES, language_of
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({"EVENHAND_LANGUAGE": "fr", "LANG": "ar_LY"}, "fr", id="ours-goes-first"),
        pytest.param({"LC_ALL": "ar_LY.UTF-8", "LANG": "fr_FR"}, "ar", id="then-lc-all"),
        pytest.param({"LANG": "zh_TW.UTF-8"}, "zh-hans", id="any-chinese-gets-ours"),
        pytest.param({"EVENHAND_LANGUAGE": "zh-hans"}, "zh-hans", id="our-own-tag"),
        pytest.param({"LC_ALL": "C.UTF-8", "LANG": "fr_FR"}, "en", id="the-plain-locale-is-english"),
        pytest.param({"LANG": "de_DE.UTF-8"}, "en", id="a-language-we-do-not-speak"),
        pytest.param({}, "en", id="nothing-set"),
    ],
)
def test_speaks_the_language_of_the_environment(environment, language):
    assert language_of(environment) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_details(language):
    def details(phrases):
        return {key: sorted(set(_fields(text))) for key, text in phrases.items()}

    assert details(catalogue(PHRASES, language)) == details(catalogue(PHRASES, "en"))


def _fields(text):
    return [part.split("}")[0] for part in text.split("{")[1:]]
