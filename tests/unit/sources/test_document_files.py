import pytest

from evenhand.sources.document_files import document_file, document_text
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
