from evenhand.agreements.entries import CITATION, cited, many, refs
from evenhand.agreements.kinds import Words


def test_every_entry_has_an_id_a_name_and_says_where_it_stands():
    fields = {field.key: field.required for field in cited("party")}

    assert fields == {"id": True, "name": True, "article": True, "confidence": False, "note": False}
    assert [field.key for field in CITATION] == ["article", "confidence", "note"]


def test_lists_may_be_empty():
    assert many(Words()).schema() == {"type": "array", "items": Words().schema()}
    assert refs("party").least == 0
