"""Keys in a real browser: made, used, kept from scripts and from other people, retired."""

import base64
import json

import pytest
from playwright.sync_api import expect

from e2e.test_pages import faults
from evenhand.cli.main import main

READY = "#try[data-sign-ready={}]"
KEPT = """() => new Promise((resolve) => {
  indexedDB.open("evenhand-signing").onsuccess = (event) => {
    const counted = event.target.result.transaction("keys").objectStore("keys").count();
    counted.onsuccess = () => resolve(counted.result);
  };
})"""
NO_STORE = "Object.defineProperty(globalThis, 'indexedDB', {value: undefined})"
NO_ED25519 = "crypto.subtle.generateKey = () => Promise.reject(new Error('no'))"
ENROLLED = "document.querySelector('#enrol').parentElement.dataset.enrolReady"


def enrol(page, label="Laptop in Sirte") -> None:
    page.wait_for_selector("#enrol:not([hidden])")
    page.fill("#label", label)
    page.click("#enrol button")
    page.wait_for_selector(".message[data-kind=good]")
    page.wait_for_selector(READY.format("own"))


def sign(page, sentence: str) -> None:
    page.fill("#sentence", sentence)
    page.click("#try button:has-text('Sign the sentence')")
    page.wait_for_selector("[data-sign-dialog][open]")
    page.click("[data-sign-confirm]")
    page.wait_for_selector("#tried")


def downloads(page) -> dict[str, bytes]:
    links = page.locator("#tried a[download]").all()
    return {
        link.get_attribute("download"): base64.b64decode(link.get_attribute("href").partition(",")[2]) for link in links
    }


def test_a_key_is_made_signs_and_is_checked_without_the_server(visit, tmp_path, capsys):
    found = visit("/me/keys/", user="secretariat")
    page = found.page
    enrol(page)
    expect(page.locator(".key:not([data-retired]) [data-here]").first).to_be_visible()
    sign(page, '  سرت 🕊 \u2028 "quoted" \\ <b>&amp;</b>\nA second line. ')

    assert page.locator("#tried .chip[data-kind=good]").count() == 1
    for name, content in downloads(page).items():
        (tmp_path / name).write_bytes(content)
    said = json.loads((tmp_path / "statement.json").read_text("utf-8"))
    assert said["text"] == {"en": 'سرت 🕊 \u2028 "quoted" \\ <b>&amp;</b>\nA second line.'}
    assert (said["case"], said["user"]) == ("TRIAL", "secretariat")
    main_says_genuine(tmp_path, capsys)
    assert found.complaints == []
    assert faults(page) == []


def main_says_genuine(folder, capsys) -> None:
    main(["verify-position", str(folder / "statement.json"), str(folder / "signature.json")])
    assert "GENUINE" in capsys.readouterr().out


def test_the_dialog_shows_what_is_signed_and_nothing_is_sent_when_it_is_left(visit):
    page = visit("/me/keys/", user="secretariat").page
    enrol(page)
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.fill("#sentence", "We agree.")
    page.focus("#try button:has-text('Sign the sentence')")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-sign-dialog][open]")

    assert page.inner_text("[data-said-texts] blockquote") == "We agree."
    assert page.inner_text("[data-said=position]") == "a trial"
    assert page.inner_text("[data-said=case]") == "TRIAL"
    assert json.loads(page.text_content("[data-said=bytes]"))["text"] == {"en": "We agree."}
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-sign-dialog]:not([open])", state="attached")
    assert posts == []


def test_no_script_can_read_the_key_out(visit):
    page = visit("/me/keys/", user="secretariat").page
    enrol(page)
    read = page.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("evenhand-signing").onsuccess = (event) => {
            event.target.result.transaction("keys").objectStore("keys").getAll().onsuccess = async ({ target }) => {
              const [key] = target.result;
              const tries = ["raw", "pkcs8", "jwk"].map((form) => crypto.subtle.exportKey(form, key.secret));
              resolve((await Promise.allSettled(tries)).map((one) => one.status));
            };
          };
        })"""
    )

    assert read == ["rejected"] * 3


def test_a_retired_key_leaves_the_browser_and_the_server_attests_again(visit):
    page = visit("/me/keys/", user="secretariat").page
    enrol(page, "To be retired")
    row = page.locator(".key", has_text="To be retired").first
    row.locator("summary").click()
    row.locator("select").select_option("lost")
    row.locator("button.danger").click()
    page.click("#confirm button[value=ok]")
    page.wait_for_selector(".message[data-kind=good]")
    page.wait_for_selector(READY.format("server"))
    page.wait_for_function(f"{ENROLLED} === 'able'")
    assert page.evaluate(KEPT) == 0
    page.fill("#sentence", "We agree.")
    page.click("#try button:has-text('Sign the sentence')")
    page.wait_for_selector("#tried")
    assert "Attested by the server" in page.inner_text("#tried")


def test_a_key_of_another_user_of_the_same_browser_is_not_taken(visit, sign_in):
    page = visit("/me/keys/", user="secretariat").page
    enrol(page)
    page.context.clear_cookies()
    page.context.add_cookies(sign_in("commissioner")["cookies"])
    page.reload()
    page.wait_for_selector(READY.format("server"))

    assert page.locator("[data-here]:visible").count() == 0


@pytest.mark.parametrize("broken", [NO_STORE, NO_ED25519], ids=["no-store", "no-ed25519"])
def test_a_browser_that_cannot_is_told_so_and_the_server_attests(visit, broken):
    page = visit("/me/keys/", user="secretariat").page
    page.add_init_script(broken)
    page.reload()
    page.wait_for_selector(READY.format("unable"))

    assert page.locator("[data-enrol-state=unable]").is_visible()
    assert not page.locator("#enrol").is_visible()
    page.fill("#sentence", "We agree.")
    page.click("#try button:has-text('Sign the sentence')")
    page.wait_for_selector("#tried")
    assert "Attested by the server" in page.inner_text("#tried")


def test_without_scripts_the_server_attests(visit):
    page = visit("/me/keys/", user="secretariat", java_script_enabled=False).page
    page.fill("#sentence", "We agree.")
    page.click("#try button:has-text('Sign the sentence')")

    assert "Attested by the server" in page.inner_text("#tried")
    assert not page.locator("#enrol").is_visible()
