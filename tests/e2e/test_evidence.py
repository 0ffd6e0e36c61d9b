"""Evidence in a real browser: sending a file, going on after a cut, and taking it away with its record."""

import hashlib
import zipfile

import pytest

from e2e.test_pages import faults

BODY = bytes(range(256)) * 90_000
"""23 MB: three parts."""


@pytest.fixture
def form(visit, path_of):
    """The page on which a file is added to an alert; a file of BODY on the disk."""

    def open_form(**more):
        from e2e.pages import BrowserPage

        page = visit(path_of(BrowserPage(name="add", path="/evidence/add/alert/{alert}/")), **more).page
        page.wait_for_selector("#file")
        return page

    return open_form


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "video.bin"
    path.write_bytes(BODY)
    return path


def test_a_file_is_sent_in_parts_with_its_hash(form, tmp_path):
    path = tmp_path / "one.bin"
    path.write_bytes(b"1" + BODY)
    page = form()
    page.set_input_files("#file", path)
    page.fill("#note", "From the <b>bridge</b>.")
    page.click("[data-send]")
    page.wait_for_url("**/evidence/evidence-*/")

    text = page.inner_text("main")
    assert hashlib.sha256(b"1" + BODY).hexdigest() in text
    assert "the same" in text
    assert "From the <b>bridge</b>." in text


def test_it_goes_on_after_a_cut_and_after_the_page_was_closed(form, video):
    page = form()
    sent = []
    page.on(
        "request",
        lambda request: sent.append(request.headers.get("upload-offset")) if request.method == "PATCH" else None,
    )
    page.route("**/evidence/uploads/*/", lambda route: route.abort() if len(sent) > 1 else route.continue_())
    page.set_input_files("#file", video)
    page.click("[data-send]")
    page.wait_for_selector("[data-said]:has-text('No connection')", timeout=60_000)
    assert faults(page) == []
    address = page.url
    page.goto("about:blank")  # before there is a connection again: else it might go on and end meanwhile
    page.unroute("**/evidence/uploads/*/")
    page.goto(address)
    page.wait_for_selector("[data-unfinished]:not([hidden])")
    assert "video.bin" in page.inner_text("[data-unfinished]")
    sent.clear()
    page.set_input_files("#file", video)
    page.click("[data-send]")
    page.wait_for_url("**/evidence/evidence-*/", timeout=60_000)

    assert sent[0] != "0"
    assert hashlib.sha256(BODY).hexdigest() in page.inner_text("main")


def test_it_can_be_paused_and_given_up(form, tmp_path):
    path = tmp_path / "two.bin"
    path.write_bytes(b"2" + BODY)
    page = form()
    page.route("**/evidence/uploads/*/", lambda route: None if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("#file", path)
    page.click("[data-send]")
    page.wait_for_selector("[data-digest]:not([hidden])", timeout=60_000)
    page.click("[data-pause]")
    page.wait_for_selector("[data-resume]:not([hidden])")
    assert "Paused" in page.inner_text("[data-said]")
    page.click("[data-abandon]")
    page.wait_for_selector("[data-send]:not([hidden])")
    page.reload()

    assert not page.is_visible("[data-unfinished]")


def test_without_scripts_the_form_is_an_ordinary_one(form, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("plain")
    page = form(java_script_enabled=False)
    page.set_input_files("#file", path)
    page.click("[data-send]")

    assert "custody record has begun" in page.inner_text("main")


def test_what_is_taken_away_carries_its_record(visit):
    page = visit("/evidence/?family=image").page
    page.click("[data-rows] th a")
    page.click("summary:has-text('Take the file away')")
    page.fill("#download-reason", "For the expert.")
    with page.expect_download() as waiting:
        page.click("button[value=package]")
    with zipfile.ZipFile(waiting.value.path()) as archive:
        names = archive.namelist()

    assert {"custody.json", "custody.csv", "custody.txt", "original/IMG_0412.jpg"} <= set(names)
    page.reload()
    assert "For the expert." in page.inner_text(".custody")


def test_the_preview_is_a_picture_of_our_own_making(visit):
    page = visit("/evidence/?family=image").page
    page.click("[data-rows] th a")
    page.wait_for_selector("img.preview")

    assert page.evaluate("document.querySelector('img.preview').naturalWidth") == 1280
