import pytest

from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import CODE_LISTS, list_name, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("codes", CODE_LISTS, ids=list_name)
def test_every_code_has_a_name_in_every_language(codes, language):
    names = [said(code, language=language) for code in codes]

    assert all(name.strip() for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_left_over(language):
    known = {f"{list_name(codes)}.{code.value}" for codes in CODE_LISTS for code in codes}

    assert set(catalogue("evenhand.reports.words", language)) == known
