import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.output import read_document
from evenhand.documents.searching import excerpt, folded, found_in, plain_text
from simulators.parallel_documents import PARALLEL


def shown(text: str, query: str, language: str | None = None) -> list[str]:
    document = read_document(text, language)
    texts = {one["id"]: one["text"] for one in document["paragraphs"]}
    return [texts[one.id][one.begin : one.end] for one in found_in(document, query) if one.kind == "paragraph"]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("1. The Parties met the parties.", "PARTIES", ["Parties", "parties"]),
        ("1. Le retrait a été décidé.", "ete decide", ["été décidé"]),
        ("1. اتفقَ الأطراف على الانسحاب.", "اتفق الاطراف", ["اتفقَ الأطراف"]),
        ("1. Учёт сил начат.", "учет", ["Учёт"]),
        ("1. 双方在三个月内撤离接触线。", "撤离 接触线", ["撤离接触线"]),
        ("1. Nothing of the kind.", "", []),
    ],
)
def test_words_are_found_as_people_write_them(text, query, found):
    assert shown(text, query) == found


@pytest.mark.parametrize("language", sorted(PARALLEL))
def test_the_parts_of_the_plain_text_are_the_texts_of_the_document(language):
    document = read_document(PARALLEL[language])
    text, parts = plain_text(document)
    texts = {one["id"]: one["text"] for one in document["paragraphs"]}

    assert all(text[one.begin : one.end] == texts[one.id] for one in parts if one.kind == "paragraph")


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_folding_keeps_places(text):
    plain, places = folded(text)

    assert len(plain) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= at < len(text) for at in places)


def test_an_excerpt_holds_its_hit():
    text, inside = excerpt("word " * 50 + "target " + "word " * 50, [(250, 256)], around=20)

    assert [text[slice(*one)] for one in inside] == ["target"]
    assert len(text) < 100


def test_without_a_hit_an_excerpt_is_the_beginning():
    assert excerpt("one two", []) == ("one two", ())
