import pytest

from evenhand.cases.codes import CODE_LISTS, said
from evenhand.foundation.texts import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.__name__)
def test_every_code_is_called_something_in_every_language(codes, language):
    told = [said(code, language=language) for code in codes]

    assert len(set(told)) == len(list(codes))
