"""A case in a real browser: a party signs with its own key, and the other side learns of it when it is shown."""

from playwright.sync_api import expect

from e2e.pages import BrowserPage
from e2e.test_pages import faults
from e2e.test_signing import enrol


def test_a_party_signs_a_finding_with_a_key_that_the_server_never_saw(visit, path_of):
    keys = visit("/me/keys/", user="liaison-lna")
    enrol(keys.page, "Field telephone")
    address = path_of(BrowserPage(name="sign", path="/cases/{mortar}/act/position-taken/"))
    page = keys.page
    page.goto(page.url.partition("/me/")[0] + address)
    page.wait_for_selector("form[data-sign-ready=own]")
    page.select_option("[name=position]", "dissents")
    page.fill("[name='text.ar']", "لم تطلق قواتنا النار في ذلك المساء.")
    page.click("button:has-text('Sign and send')")
    page.wait_for_selector("[data-sign-dialog][open]")
    assert "لم تطلق قواتنا النار" in page.inner_text("[data-said-texts]")
    assert faults(page) == []
    page.click("[data-sign-confirm]")
    page.wait_for_selector("#positions-h")

    assert "with a key of their own" in page.inner_text("main")
    other = visit(address.partition("act/")[0], user="liaison-gna").page
    other.wait_for_selector("#positions-h")
    assert "لم تطلق قواتنا النار" not in other.inner_text("main")
    mission = visit(address.partition("act/")[0], user="duty").page
    expect(mission.locator("blockquote:has-text('لم تطلق قواتنا النار')").first).to_be_visible()
