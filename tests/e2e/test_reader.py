"""The page of an archive in a real browser: opened from its folder, without server or network."""

import pytest

from evenhand.ledger.archive_making import archive_files
from evenhand.sources.archive_files import write_folder
from simulators.archives import DIGEST, PHOTO, handover
from simulators.logs import POLICY_TEXT


@pytest.fixture
def folder(tmp_path):
    write_folder(archive_files(handover(5)), tmp_path / "archive")
    (tmp_path / "policy").write_text(POLICY_TEXT, encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(PHOTO)
    return tmp_path


@pytest.fixture
def opened(browser, folder):
    """Opens the page of the archive; whatever it asks of a network fails the test."""
    contexts = []

    def open_page(language="en-GB", width=1280):
        context = browser.new_context(locale=language, viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda fault: asked.append(f"error {fault}"))
        page.goto((folder / "archive" / "index.html").as_uri())
        page.wait_for_selector("#check:not([disabled])")
        assert all(address.startswith("file:") for address in asked)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_it_checks_everything_with_a_policy_that_came_by_another_way(opened, folder):
    page = opened()
    page.set_input_files("#policy", folder / "policy")
    page.click("#check")
    page.wait_for_selector("#result .strong")

    assert page.inner_text("#result .strong") == "All that was checked holds."
    assert "Final:" in page.inner_text("#result")
    assert "The keys came with this folder" not in page.inner_text("#result")


def test_it_finds_an_entry_and_knows_its_evidence(opened, folder):
    page = opened()
    page.fill("#search", "report-2")
    page.click("#list table a")
    page.wait_for_selector("#record")
    assert "Withheld or erased" in page.inner_text("main")

    page.set_input_files("#exhibit", folder / "photo.jpg")
    page.wait_for_selector("#compared.good")
    assert DIGEST in page.inner_text("#compared")


def test_it_says_what_was_changed(opened, folder):
    data = folder / "archive" / "reader" / "data" / "000000.js"
    data.write_bytes(data.read_bytes().replace(b"finding 1", b"finding 9"))
    page = opened()
    page.click("#check")
    page.wait_for_selector("#result .strong")

    assert "Entry 2: what is shown as finding is not what was entered." in page.inner_text("#result").translate(
        {0x2068: None, 0x2069: None}
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_it_reads_from_right_to_left_in_arabic_and_fits(opened, width):
    page = opened("ar", width)

    assert page.get_attribute("html", "dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
