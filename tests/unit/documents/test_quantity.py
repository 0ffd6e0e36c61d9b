from evenhand.documents.quantities import quantities_in
from evenhand.documents.quantity import QUALIFIERS


def test_every_qualifier_is_one_of_the_list_and_says_whether_the_number_is_exact():
    text = "10 days, about 10 days, nearly 10 days, at least 10 days, over 10 days, up to 10 days, under 10 days, "
    text += "5 to 6 days"
    found = quantities_in(text, "en")

    assert {one.qualifier for one in found} == set(QUALIFIERS)
    assert all(one.approx == (one.qualifier != "exact") for one in found)
