import pytest

from evenhand.agreements.kinds import Number, Truth, Words
from evenhand.agreements.nodes import Book, Where, read_nodes
from evenhand.agreements.records import Choice, Field, ListOf, MapOf, Record

POINT = Record(
    "point", (Field("name", Words(), "Its name.", required=True), Field("far", Truth(), "Whether it is far."))
)
CIRCLE = Record("circle", (Field("circle", Words(), "Its centre.", required=True),))
EITHER = Choice("either", lambda: {"name": POINT, "circle": CIRCLE})


def read(kind, text):
    book = Book()
    where = Where(book, "f.yaml")
    value = kind.read(read_nodes(f"[{text}]".encode(), where).items[0], where)
    return value, [(fault.code, fault.path) for fault in book.faults]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        pytest.param(ListOf(Words()), "[a, b]", ("a", "b"), id="list"),
        pytest.param(ListOf(Words()), "[]", (), id="empty-list"),
        pytest.param(MapOf(Number(0, 9)), "{a: 1, b: 2}", {"a": 1.0, "b": 2.0}, id="map"),
        pytest.param(POINT, "{name: a, far: false}", {"name": "a", "far": False}, id="record"),
        pytest.param(POINT, "{name: a, far: null}", {"name": "a"}, id="null-is-left-out"),
        pytest.param(EITHER, "{circle: a}", {"circle": "a"}, id="choice"),
    ],
)
def test_reads_what_is_there(kind, text, value):
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "path"),
    [
        pytest.param(ListOf(Words(), least=2), "[a]", "too-few", "", id="too-few"),
        pytest.param(ListOf(Words()), "a", "not-a-list", "", id="no-list"),
        pytest.param(ListOf(Words()), "[a, 1]", "unquoted", "[1]", id="one-item-is-wrong"),
        pytest.param(MapOf(Words()), "[a]", "not-a-map", "", id="no-map"),
        pytest.param(POINT, "a", "not-a-map", "", id="no-record"),
        pytest.param(POINT, "{far: true}", "missing-key", "", id="missing"),
        pytest.param(POINT, "{name: null}", "missing-key", "", id="required-but-null"),
        pytest.param(POINT, "{name: a, fa: true}", "unknown-key", "fa", id="misspelt"),
        pytest.param(EITHER, "{square: a}", "no-choice", "", id="no-choice"),
        pytest.param(EITHER, "{name: a, circle: a}", "two-choices", "", id="two-choices"),
    ],
)
def test_says_what_is_wrong_and_where(kind, text, code, path):
    assert read(kind, text)[1] == [(code, path)]


def test_a_misspelt_key_is_told_among_those_not_yet_used():
    book = Book()
    where = Where(book, "f.yaml")
    POINT.read(read_nodes(b"{name: a, nam: b}", where), where)

    assert book.faults[0].allowed == ("far",)


def test_a_record_says_its_schema_with_descriptions():
    schema = POINT.own_schema()

    assert schema["required"] == ["name"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["far"]["description"] == "Whether it is far."
    assert {"type": "null"} in schema["properties"]["far"]["anyOf"]
    assert EITHER.own_schema()["oneOf"] == [{"$ref": "#/$defs/point"}, {"$ref": "#/$defs/circle"}]
