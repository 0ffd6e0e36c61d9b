import json

from evenhand.documents.faults import anomaly
from evenhand.documents.output import as_text, read_document
from simulators.documents import ENGLISH

KEYS = {
    "symbols_of_document", "job_number", "date", "language", "original_language", "distribution", "addressee", "title",
    "annex_title", "signatories", "sections", "paragraphs", "footnotes", "citations", "citation_pinpoints",
    "internal_cross_references", "dates", "partial_dates", "places", "actors", "quantities", "anomalies", "commitments",
}  # fmt: skip


def test_the_object_has_every_key_and_is_json():
    found = read_document(ENGLISH)

    assert set(found) >= KEYS
    assert json.loads(json.dumps(found)) == found


def test_an_empty_text_is_read():
    found = read_document("")

    assert (found["title"], found["paragraphs"], found["anomalies"]) == (None, [], [])


def test_the_source_of_each_paragraph_is_told():
    first = next(one for one in read_document(ENGLISH)["paragraphs"] if one["number"] == "1")

    assert ENGLISH.split("\n")[first["source"]["line_from"] - 1].startswith("1. The commission")


def test_plain_text_has_headings_and_numbers_in_order():
    text = as_text(read_document(ENGLISH))

    assert text.index("I Introduction") < text.index("1 The commission") < text.index("III Next steps")


def test_what_is_wrong_can_be_said_in_another_language_afterwards():
    found = read_document(ENGLISH, words="fr")["anomalies"][0]

    assert found["message"] == "Le texte renvoie à para. 9, qui n’existe pas."
    assert (
        anomaly(found["kind"], found["para"], **found["details"]).message("zh-hans") == "本文提及 para. 9，但并无此段。"
    )
