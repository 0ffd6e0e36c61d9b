import io
import re
import zipfile

import pytest

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements.services import adopt
from unit.agreements import small
from web.conftest import NOW

PAGE = "/agreements/coastal-example/"
IN_FORCE = ("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01")


@pytest.fixture
def coastal(db):
    return adopt(files=small.files(agreement=IN_FORCE), actor=SYSTEM, now=NOW)


@pytest.fixture
def read(browser_of, coastal):
    def get(path=PAGE, language="en"):
        browser = browser_of("liaison")
        browser.cookies["language"] = language
        response = browser.get(path)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_the_list_names_each_agreement_in_force(read):
    assert "Coastal ceasefire" in read("/agreements/")


def test_the_list_says_so_where_there_is_none(browser_of):
    assert "No agreement has been adopted" in browser_of("liaison").get("/agreements/").content.decode()


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh-hans"])
def test_the_page_is_complete_in_every_language(read, language):
    page = read(language=language)

    title = {
        "en": "Coastal ceasefire",
        "ar": "وقف إطلاق النار الساحلي",
        "fr": "Cessez-le-feu côtier",
        "zh-hans": "沿海停火",
    }
    assert title[language] in page
    for anchor in ("party-north", "area-coastal-zone", "rule-no-flights", "commitment-withdraw", "phase-phase-1"):
        assert f'id="{anchor}"' in page


def test_every_link_within_the_page_leads_somewhere(read):
    page = read()

    anchors = set(re.findall(r'id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= anchors


def test_ids_are_unique(read):
    ids = re.findall(r'\sid="([^"]+)"', read())

    assert len(ids) == len(set(ids))


def test_a_text_that_lacks_the_language_is_marked_as_what_it_is(browser_of, db):
    files = small.files(
        agreement=("name: {en: Commission, ar: اللجنة, fr: Commission, zh-hans: 委员会}", "name: {en: Commission}")
    )
    adopt(files=files, actor=SYSTEM, now=NOW)
    browser = browser_of("liaison")
    browser.cookies["language"] = "ar"

    assert '<span lang="en" dir="ltr">Commission</span>' in browser.get(PAGE).content.decode()


def test_both_readings_of_the_deadline_are_there(read):
    page = read()

    assert page.count("data-due=") == 2
    assert "2026-05-30" in page
    assert "2026-06-01" in page


def test_versions_stand_side_by_side_with_what_changed(browser_of, coastal):
    later = ("in_force: {from: 2026-03-01T00:00:00Z", "in_force: {from: 2020-06-01T00:00:00Z")
    files = small.files(agreement=later, rule=("name: {en: No flights", "name: {en: No flights at all"))
    files["agreement.yaml"] = (
        files["agreement.yaml"]
        .replace(b'version: "2"', b'version: "3"')
        .replace(b'supersedes: "1"', b'supersedes: "2"')
    )
    adopt(files=files, actor=SYSTEM, now=NOW)

    page = browser_of("liaison").get(PAGE).content.decode()

    assert "since version 2" in page
    assert "No flights at all" in page
    assert "not in force" in browser_of("monitor").get(f"{PAGE}versions/2/").content.decode()


def test_the_files_come_back_as_adopted(browser_of, coastal):
    browser = browser_of("liaison")

    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"{PAGE}versions/2/files.zip").content))
    single = browser.get(f"{PAGE}versions/2/files/rules/no-flights.yaml")

    assert archive.read("coastal-example-2/rules/no-flights.yaml") == small.RULE.encode()
    assert single.content == small.RULE.encode()
    assert single["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "path",
    [
        "/agreements/atlantis/",
        f"{PAGE}versions/9/",
        f"{PAGE}versions/2/files/etc/passwd",
        f"{PAGE}versions/9/files.zip",
    ],
)
def test_what_is_not_there_is_not_found(browser_of, coastal, path):
    assert browser_of("liaison").get(path).status_code == 404
