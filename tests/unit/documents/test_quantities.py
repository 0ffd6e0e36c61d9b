import pytest

from evenhand.documents.quantities import quantities_in


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("约 4 500 米", "zh", [(4500, "metres", True)]),
        ("四十年间", "zh", [(40, "years", False)]),
        ("(155 公里)", "zh", [(155, "kilometres", False)]),
        ("于2011年来到", "zh", []),
        ("about 3.6 million people", "en", [(3600000, "persons", True)]),
        ("two towns", "en", [(2, "sites", False)]),
        ("30 per cent", "en", [(30, "percent", False)]),
        ("environ 500 kilomètres", "fr", [(500, "kilometres", True)]),
        ("около 500 километров", "ru", [(500, "kilometres", True)]),
        ("نحو 500 كيلومتر", "ar", [(500, "kilometres", True)]),
        ("annual conference", "en", [(1, "per year", False)]),
    ],
)
def test_numbers_with_unit_and_qualifier(text, language, found):
    assert [(one.value, one.unit, one.approx) for one in quantities_in(text, language)] == found


def test_what_lies_in_a_date_is_no_quantity():
    assert quantities_in("10 days", "en", taken=((0, 2),)) == []
