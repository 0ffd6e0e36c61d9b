"""XML from strangers becomes nodes or a Problem, quickly and in little memory."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.forms.nodes import DEEPEST, MOST_NODES, NOT_XML, XML_DECLARES, XML_TOO_LARGE, parse
from unit.reports.forms.samples import HOSTILE, xml


def test_names_lose_their_namespaces_and_texts_their_white_space():
    root = parse(b'<a xmlns:x="urn:x" x:id="1"><x:b> one </x:b><b>two</b></a>')
    assert (root.attributes, root.text_of("b"), len(root.children)) == ({"id": "1"}, "one", 2)
    assert [node.name for node in root.walk()] == ["a", "b", "b"]
    assert root.text_of("c", "d") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "us-ascii"])
def test_the_encodings_that_xml_demands_are_read(encoding):
    declared = encoding.removesuffix("-sig").upper()
    word = "no" if encoding == "us-ascii" else "لا"
    text = f'<?xml version="1.0" encoding="{declared}"?><data><text>{word}</text></data>'
    assert parse(text.encode(encoding)).text_of("text") == word


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("billion laughs", XML_DECLARES),
        ("a file of ours", XML_DECLARES),
        ("a document type alone", XML_DECLARES),
        ("deep", XML_TOO_LARGE),
        ("wide", XML_TOO_LARGE),
        ("cut off", NOT_XML),
        ("empty", NOT_XML),
        ("nul", NOT_XML),
        ("an unknown encoding", NOT_XML),
        ("an encoding with a shift", NOT_XML),
        ("two roots", NOT_XML),
    ],
)
def test_what_is_hostile_is_a_problem(name, kind):
    with pytest.raises(Problem) as problem:
        parse(HOSTILE[name])
    assert problem.value.kind is kind


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_stays_within_a_few_times_the_bytes(name):
    tracemalloc.start()
    with suppress(Problem):
        parse(HOSTILE[name])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_the_limits_themselves_are_taken():
    assert len(list(parse(b"<a>" * DEEPEST + b"</a>" * DEEPEST).walk())) == DEEPEST
    assert len(list(parse(b"<a>" + b"<b/>" * (MOST_NODES - 1) + b"</a>").walk())) == MOST_NODES


@given(st.binary(max_size=300))
def test_any_bytes_are_nodes_or_a_problem(data):
    with suppress(Problem):
        parse(data)


@given(st.data())
def test_a_damaged_submission_is_nodes_or_a_problem(data):
    whole = bytearray(xml())
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Problem):
        parse(bytes(whole))
