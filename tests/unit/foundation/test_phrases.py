import pytest

from evenhand.foundation.phrases import catalogue, phrase
from evenhand.foundation.problems import Problem

PACKAGE = "unit.foundation.sample_phrases"


class TestPhrase:
    def test_fills_in_the_details(self):
        assert phrase(PACKAGE, "entered", language="fr", place="Syrte") == "entré à Syrte"

    def test_speaks_english_where_the_language_is_not_ours(self):
        assert phrase(PACKAGE, "entered", language="de", place="Sirte") == "entered at Sirte"

    def test_a_missing_phrase_is_the_operators_problem(self):
        with pytest.raises(Problem) as caught:
            phrase(PACKAGE, "left", language="fr")

        assert caught.value.code == "foundation.no-such-phrase"
        assert "'left'" in str(caught.value)


def test_a_catalogue_is_a_flat_mapping():
    assert dict(catalogue(PACKAGE, "en")) == {"entered": "entered at {place}"}
