import pytest

from evenhand.sources.recognition import SIGNATURES, Head
from evenhand.sources.streams import TextStream


@pytest.fixture
def head(tmp_path):
    def look(content):
        path = tmp_path / "f"
        path.write_bytes(content)
        return Head(TextStream(path))

    return look


@pytest.mark.parametrize("magic", SIGNATURES)
def test_what_people_hand_over_by_mistake_is_named_with_a_remedy(head, refusal, magic):
    content = magic + b"\0\1\2" * 20

    assert head(content).hint == SIGNATURES[magic]
    assert refusal(content) == "sources.unknown-format"


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        pytest.param(b"<html><body>", "html", id="html"),
        pytest.param(b"<?xml version='1.0'?><kml>", "kml", id="kml"),
        pytest.param(b"dear sir", "without columns", id="a-letter"),
        pytest.param(b"a\0" + b"b" * 50, "no text", id="bytes"),
    ],
)
def test_other_content_is_described(head, refusal, content, hint):
    assert hint in head(content).hint
    assert refusal(content) == "sources.unknown-format"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1753827785.8,8DADA5265851E6616376C2EB4463\n1753827785.9,5DADA52658AABB\n", id="csv"),
        pytest.param("*8DADA5265851E6616376C2EB4463;\n", id="avr"),
    ],
)
def test_raw_frames_are_refused_with_what_to_do(refusal, text):
    assert refusal(text) == "sources.raw-mode-s"


def test_json_by_line_is_told_from_a_document(head):
    assert head(b'{"a": 1}\n{"a": 2}\n').is_by_line
    assert not head(b'{\n "a": 1\n}\n').is_by_line
    assert not head(b'[{"a": 1}]').is_by_line
    assert head(b'{"now": 1, "aircraft": ').has_members("now", "aircraft")
