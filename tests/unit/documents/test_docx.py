import pytest

from evenhand.documents.docx import UNREADABLE_DOCX, docx_text
from evenhand.foundation.problems import Problem
from simulators.documents import docx

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def test_paragraphs_stand_apart_and_footnotes_below_a_rule():
    notes = '<w:footnote w:id="1"><w:p><w:r><w:t>See S/2031/5.</w:t></w:r></w:p></w:footnote>'
    made = docx('<w:t>1. One</w:t><w:footnoteReference w:id="1"/>', "<w:t>2. Two.</w:t>", notes=notes)

    assert docx_text(made) == "1. One1\n\n2. Two.\n\n__________\n\n1 See S/2031/5.\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", docx("<w:t>")], ids=["cut", "empty", "broken-xml"])
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(Problem) as refused:
        docx_text(content)

    assert refused.value.kind is UNREADABLE_DOCX
