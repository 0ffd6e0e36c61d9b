import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.registers.model import Kind, read_register, standard

WORDS = ["a", "b", "c", "d"]


def data(**changes):
    whole = {
        "id": "things",
        "name": WORDS,
        "purpose": WORDS,
        "source": "S/1",
        "fields": [
            {"id": "thing", "kind": "text", "name": WORDS, "required": True},
            {"id": "kind", "kind": "code", "name": WORDS, "choices": [{"id": "one", "name": WORDS}]},
            {"id": "count", "kind": "amount", "name": WORDS},
        ],
        "states": [{"id": "new", "name": WORDS}, {"id": "done", "name": WORDS, "ends": True}],
        "by": ["kind"],
    }
    return whole | changes


def test_reads_what_a_register_is():
    found = read_register(data())

    assert (found.title.id, [one.id for one in found.amounts]) == ("thing", ["count"])
    assert found.field("kind").choice("one").name.in_language("fr") == "c"
    assert (found.field("x"), found.state("x"), found.field("kind").choice("x")) == (None, None, None)
    assert [one.ends for one in found.states] == [False, True]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"id": "No Id"}, "the top"),
        ({"name": ["a"]}, "name"),
        ({"fields": []}, "fields"),
        ({"states": None}, "states"),
        ({"by": ["count"]}, "by"),
        ({"fields": [{"id": "a", "kind": "colour", "name": WORDS}]}, "fields/0"),
        ({"fields": [{"id": "a", "kind": "code", "name": WORDS}]}, "choices"),
        ({"fields": [{"id": "a", "kind": "text", "name": WORDS}] * 2}, "fields"),
        ({"states": [{"id": "new", "name": "new"}]}, "states/0/name"),
    ],
)
def test_says_where_a_register_is_wrong(change, where):
    with pytest.raises(Problem) as caught:
        read_register(data(**change))
    assert (caught.value.code, caught.value.details["where"]) == ("registers.bad-register", where)


def test_a_register_that_is_no_mapping_is_refused():
    with pytest.raises(Problem):
        read_register([1])


def test_those_that_come_along_are_read_and_cite_their_source():
    found = standard()
    assert len(found) >= 10
    assert all(one.source and one.title.required for one in found.values())
    assert all(len(set(one.name)) >= 3 and set(one.name.by_language) == set(LANGUAGES) for one in found.values())
    assert any(one.kind is Kind.AMOUNT for one in found["foreign-fighters"].fields)
