"""Every form, filled in by Collect's own engine in every language, sent over HTTP, and read here as it was meant."""

import json
from dataclasses import dataclass

import pytest
from pyxform.validators.odk_validate import check_xform

from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.definitions import choices, questions
from evenhand.reports.forms.media import PARTIES as PARTIES_NAME
from evenhand.reports.forms.media import PLACES as PLACES_NAME
from evenhand.reports.forms.xforms import LANGUAGE_NAMES, form
from simulators import javarosa
from simulators.collect import Finished, Phone
from simulators.house import SEED, House, house
from web.devices.filled import ANSWERS, EXPECTED, PARTIES, PLACES, REPEATS, WRONG

pytestmark = [
    pytest.mark.xdist_group("javarosa"),
    pytest.mark.skipif(not javarosa.installed(), reason="A Java compiler is not installed"),
]

EACH = [(kind, language) for kind in ReportKind for language in LANGUAGES]
MEDIA = {PLACES_NAME: PLACES, PARTIES_NAME: PARTIES}
READ = """
import json, sys, django; django.setup()
from evenhand_web.intake.models import Version
print(json.dumps({v.instance: v.reading.record for v in Version.objects.select_related("reading")}))
"""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form as it was filled in, the answer of the server, and the record that it became."""

    filled: javarosa.Filled
    said: str
    record: dict


def _fill(kind: ReportKind, language: str, folder) -> javarosa.Filled:
    wrong = [(path, value) for path, (value, _became) in WRONG.items()]
    return javarosa.fill(
        form(kind).xform, folder=folder, language=LANGUAGE_NAMES[language],
        answers=ANSWERS, wrong=wrong, repeats=REPEATS, media=MEDIA,
    )  # fmt: skip


def _instance(filled: javarosa.Filled) -> str:
    return filled.xml.decode().partition("<instanceID>")[2].partition("<")[0]


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> dict[tuple[ReportKind, str], Sent]:
    """Each form in each language, filled in on a phone and sent."""
    filled = {key: _fill(*key, tmp_path_factory.mktemp("phone")) for key in EACH}
    with house(tmp_path_factory.mktemp("house")) as served:
        phone = _phone(served)
        for one in filled.values():
            phone.send(Finished(instance=_instance(one), xml=one.xml, files={"1607250000000.jpg": b"photo"}))
        records = json.loads(served.run(READ))
    return {
        key: Sent(filled=one, said=phone.sent[_instance(one)], record=records[_instance(one)])
        for key, one in filled.items()
    }


def straight(text: str) -> str:
    """With straight quotation marks, as XLSForm has them, whatever was written."""
    return text.replace("’", "'").replace("“", '"').replace("”", '"')


def _phone(served: House) -> Phone:
    token = json.loads(served.run(SEED, "1"))[0]
    served.start()
    return Phone(server_url=f"{served.url}/collect/{token}")


@pytest.mark.parametrize("kind", ReportKind)
def test_odk_validate_passes_the_form(kind, tmp_path):
    path = tmp_path / "form.xml"
    path.write_bytes(form(kind).xform)
    assert check_xform(str(path)) == []


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_the_engine_asks_in_the_language_that_was_chosen(sent, kind, language):
    filled = sent[kind, language].filled
    assert filled.languages == tuple(LANGUAGE_NAMES.values())
    words = {straight(label[language]) for row in questions(kind) if (label := row.get("label"))}
    assert set(filled.asked.values()) <= words
    protection = tuple(f"{value}={labels[language]}" for value, labels in choices("protection").items())
    assert filled.choices["/data/protection"] == protection


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_wrong_answers_are_refused_and_right_ones_are_not(sent, kind, language):
    filled = sent[kind, language].filled
    assert filled.refused == {}
    assert {(path, became) for path, became, _said in filled.tried} == {
        (path, became) for path, (_value, became) in WRONG.items() if path in filled.asked
    }
    spoken = {straight(row["constraint_message"][language]) for row in questions(kind) if "constraint_message" in row}
    assert {said for _path, became, said in filled.tried if became == "2"} <= spoken


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_the_record_says_what_was_answered(sent, kind, language):
    record = sent[kind, language].record
    assert record["kind"] == kind.value
    assert record["text"] == ANSWERS["/data/p_words/text"]
    assert (record["language"], record["protection"]) == ("fr", "confidential")
    assert record["attached"] == [{"name": "1607250000000.jpg", "caption": "Crater"}]
    assert "source" not in record
    found = {name: record.get(name) for name in EXPECTED[kind]}
    if "when" in found:
        assert found["when"].pop("stated")
    assert found == EXPECTED[kind]
    known = {"schema", "kind", "text", "language", "protection", "attached", "claimed", "reporter_type"}
    assert set(record) <= known | set(EXPECTED[kind])


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_the_server_takes_it_for_whole(sent, kind, language):
    assert sent[kind, language].said.startswith("Received as CFV-")
    assert "waiting" not in sent[kind, language].said


def test_the_next_report_of_a_phone_bears_the_next_number(tmp_path):
    found = [_fill(ReportKind.CLARIFICATION, "en", tmp_path).xml.decode() for _ in range(3)]
    assert ["<serial>1<" in found[0], "<serial>2<" in found[1], "<serial>3<" in found[2]] == [True] * 3


def test_what_an_anonymous_source_says_leaves_no_trace_of_who_and_where(tmp_path):
    answers = ANSWERS | {"/data/protection": "anonymous"}
    found = javarosa.fill(
        form(ReportKind.COMPLAINT).xform, folder=tmp_path, language=LANGUAGE_NAMES["en"],
        answers=answers, repeats=REPEATS, media=MEDIA,
    )  # fmt: skip
    assert "/data/source/name" not in found.asked
    assert b"A neighbour" not in found.xml
    assert b"<source" not in found.xml
    assert b"<here" not in found.xml


def test_a_form_without_photos_and_items_is_whole_as_well(tmp_path):
    found = javarosa.fill(
        form(ReportKind.OWN_OBSERVATION).xform, folder=tmp_path, language=LANGUAGE_NAMES["zh-hans"],
        answers=ANSWERS, media=MEDIA,
    )  # fmt: skip
    assert found.refused == {}
    assert b"<items" not in found.xml
    assert b"<attached" not in found.xml
