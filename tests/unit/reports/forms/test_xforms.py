"""From text to XForm: the same text gives the same bytes, and another text another version."""

import re
import subprocess
import sys

import pytest
from defusedxml import ElementTree

from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import LANGUAGE_NAMES, form, version_of

XF = "{http://www.w3.org/2002/xforms}"
SAY_ALL = """
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import form
print(*(form(kind, language=language).md5 for kind in ReportKind for language in ("en", "ar")))
"""


@pytest.mark.parametrize("kind", ReportKind)
def test_the_form_bears_the_kind_as_its_id_and_the_version_of_its_content(kind):
    data = ElementTree.fromstring(form(kind).xform).find(f".//{XF}instance/{XF}data")
    assert data.attrib == {"id": kind.value, "version": version_of(kind)}


def test_another_process_makes_the_same_bytes():
    told = {
        subprocess.run([sys.executable, "-c", SAY_ALL], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    here = " ".join(form(kind, language=language).md5 for kind in ReportKind for language in ("en", "ar"))
    assert {text.strip() for text in told} == {here}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_opens_in_the_language_of_its_user_and_has_all_others(language):
    made = form(ReportKind.COMPLAINT, language=language)
    text = made.xform.decode()
    assert re.findall(r'<translation lang="([^"]+)" default="true\(\)"', text) == [LANGUAGE_NAMES[language]]
    assert set(re.findall(r'<translation lang="([^"]+)"', text)) == set(LANGUAGE_NAMES.values())
    assert made.version == form(ReportKind.COMPLAINT).version


def test_a_language_that_the_forms_do_not_have_gets_english():
    assert form(ReportKind.COMPLAINT, language="tr").xform == form(ReportKind.COMPLAINT).xform


@pytest.mark.parametrize("kind", ReportKind)
def test_a_form_begins_without_repetitions(kind):
    data = ElementTree.fromstring(form(kind).xform).find(f".//{XF}instance/{XF}data")
    repeated = [node for name in ("items", "attached", "provisions") for node in data.findall(f"{XF}{name}")]
    assert all("{http://openrosa.org/javarosa}template" in node.attrib for node in repeated)
