import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.sources.document_files import NO_DOCUMENT, document_file, document_text
from simulators.documents import docx, pdf


@pytest.mark.parametrize(
    "content",
    [
        pdf(("1. The parties agree.",)),
        docx("<w:t>1. The parties agree.</w:t>"),
        b"<!doctype html><p>1. The parties agree.",
        b"1. The parties agree.\n",
    ],
    ids=["pdf", "docx", "html", "text"],
)
def test_a_document_is_recognised_by_its_content(content):
    assert document_text(content).strip() == "1. The parties agree."


def test_a_document_is_read_from_a_file(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes("安全理事会听取了通报并进行了磋商。".encode("gb18030"))

    assert document_file(path) == "安全理事会听取了通报并进行了磋商。"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "before 2007"),
        (random.Random(7).randbytes(4000), "signs"),
        (random.Random(8).randbytes(60), "signs"),
    ],
    ids=["picture", "old-word", "noise", "little-noise"],
)
def test_what_is_no_document_is_refused_with_what_to_do(content, reason, tmp_path):
    path = tmp_path / "scan.doc"
    path.write_bytes(content)
    with pytest.raises(Problem) as refused:
        document_file(path)

    assert refused.value.kind is NO_DOCUMENT
    assert reason in str(refused.value)
    assert "scan.doc" in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_text_in_any_encoding_is_no_noise(encoding):
    assert document_text("安全理事会听取了通报并进行了磋商。".encode(encoding))


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    with suppress(Problem):
        assert isinstance(document_text(content), str)
