from xml.etree.ElementTree import fromstring

import pytest

from evenhand.documents.akn import NAMESPACE, as_akoma_ntoso
from evenhand.documents.output import read_document
from simulators.documents import BY_LANGUAGE, ENGLISH


@pytest.mark.parametrize("language", sorted(BY_LANGUAGE))
def test_every_paragraph_is_in_it_once(language):
    found = read_document(BY_LANGUAGE[language])
    names = [one.get("eId") for one in fromstring(as_akoma_ntoso(found)).iter(f"{{{NAMESPACE}}}paragraph")]

    assert names == [f"para_{one['id']}" for one in found["paragraphs"]]


def test_it_is_named_after_the_convention():
    assert 'value="/akn/un/doc/2031-03-12/s_2031_77/eng@"' in as_akoma_ntoso(read_document(ENGLISH))


def test_signs_that_xml_forbids_do_not_break_it():
    fromstring(as_akoma_ntoso(read_document("1. A\x01B \ufffe & <c> met there.\n")))


def test_an_empty_document_is_one_too():
    fromstring(as_akoma_ntoso(read_document("")))
