"""The form in the browser says what the engine of ODK Collect says, for the same answers to every form."""

import csv
import io
import json
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.media import PARTIES as PARTIES_NAME
from evenhand.reports.forms.media import PLACES as PLACES_NAME
from evenhand.reports.forms.xforms import LANGUAGE_NAMES, form
from evenhand.reports.xforms import definition
from simulators import javarosa
from web.devices.filled import ANSWERS, PARTIES, PLACES, REPEATS, WRONG

NODE = Path(sys.executable).parent / "node"
FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
OWN = {"start", "end", "deviceid", "username", "here", "instanceID", "instanceName"}
"""What differs between two fillings by its nature: clocks, ids, and where the machine stands."""

pytestmark = [
    pytest.mark.xdist_group("javarosa"),
    pytest.mark.skipif(not javarosa.installed() or not NODE.exists(), reason="Java or Node is not installed"),
]


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def in_browser(kind: ReportKind, answers: dict[str, str]) -> dict:
    lists = {PLACES_NAME: rows(PLACES), PARTIES_NAME: rows(PARTIES)}
    asked = {"definition": definition(form(kind).xform, lists=lists), "answers": answers, "repeats": REPEATS}
    command = [NODE, FRONTEND / "tests" / "fill_form.mjs"]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout)


def said(xml: bytes | str) -> list[tuple[str, str | float]]:
    """Every answer by its path, in order; numbers as numbers, times as instants."""
    found = []

    def look(element: Element, above: str) -> None:
        path = f"{above}/{element.tag.rpartition('}')[2]}"
        if len(element):
            for child in element:
                look(child, path)
        elif path.rpartition("/")[2] not in OWN:
            text = element.text or ""
            found.append((path, _plain(text)))

    look(fromstring(xml), "")
    return found


def _plain(text: str) -> str | float:
    with suppress(ValueError):
        return float(text)
    with suppress(ValueError):
        return datetime.fromisoformat(text).timestamp()
    return text


@pytest.mark.parametrize("kind", ReportKind)
def test_the_same_answers_make_the_same_report(kind, tmp_path):
    media = {PLACES_NAME: PLACES, PARTIES_NAME: PARTIES}
    phone = javarosa.fill(
        form(kind).xform, folder=tmp_path, language=LANGUAGE_NAMES["ar"], answers=ANSWERS, repeats=REPEATS, media=media
    )
    browser = in_browser(kind, ANSWERS)

    assert browser["faults"] == []
    assert said(browser["xml"]) == said(phone.xml)
    assert fromstring(browser["xml"]).attrib == {
        name: value for name, value in fromstring(phone.xml).attrib.items() if not name.startswith("{")
    }


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_answer_is_refused_as_a_phone_refuses_it(path):
    kind = next(kind for kind in ReportKind if path in definition(form(kind).xform)["binds"])
    if not any(path.rpartition("/")[0].startswith(repeat) for repeat in REPEATS):
        found = in_browser(kind, ANSWERS | {path: WRONG[path][0]})["faults"]
        expected = {"1": "required", "2": "constraint"}[WRONG[path][1]]
        assert [path, expected] in found
        return
    found = in_browser(kind, ANSWERS | {path: WRONG[path][0]})["faults"]
    assert path in {where for where, _kind in found}
