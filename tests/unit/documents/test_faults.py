import pytest

from evenhand.documents.faults import KINDS, PHRASES
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_sentence_in_every_language(language):
    assert {f"anomaly.{kind}" for kind in KINDS} == set(catalogue(PHRASES, language))
