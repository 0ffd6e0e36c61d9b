import pytest

from evenhand.documents.worded import shares, worded


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("an annual report", "en", [(1, "per year")]),
        ("un rapport trimestriel", "fr", [(1, "per quarter")]),
        ("cada mes", "es", [(1, "per month")]),
        ("трехмесячный срок", "ru", [(3, "months")]),
        ("في غضون شهرين", "ar", [(2, "months")]),
        ("لمدة سنة واحدة", "ar", [(1, "years")]),
        ("5+5 联合军事委员会", "zh", [(10, "members (from name)")]),
        ("nothing of the kind", "en", []),
    ],
)
def test_quantities_in_other_words(text, language, found):
    assert [(one.value, one.unit) for one in worded(text, language)] == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("two thirds of them", "en", [(0.6667, "share")]),
        ("la moitié", "fr", [(0.5, "share")]),
        ("三分之二", "zh", [(0.6667, "share")]),
        ("百分之三十", "zh", [(30, "percent")]),
        ("all of them", "en", []),
    ],
)
def test_shares_in_words(text, language, found):
    assert [(one.value, one.unit) for one in shares(text, language)] == found
