"""Every page in a real browser: accessible, quiet, within its width; by keyboard alone; without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.pages import PAGES

LOOKS = [("en", "light", 1440), ("ar", "dark", 1440), ("ar", "light", 390), ("en", "dark", 390)]
PAIR = [("en", "light", 1440), ("ar", "dark", 390)]
"""Each language, theme and width once: for the many pages of parts that share their style with one another."""
SHARING = ("/commitments/", "/council/", "/documents/", "/registers/", "/proofs/")
SEEN = [
    pytest.param(page, *look, id=f"{page.name}-{'-'.join(map(str, look))}")
    for page in PAGES
    for look in (PAIR if page.path.startswith(SHARING) else LOOKS)
]
STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # Every rule is asked of every element; what passed is not written out, which took two thirds of the time.
    "resultTypes": ["violations"],
}


def faults(page) -> list[str]:
    """What axe finds: rule, element, and what is wrong with it."""
    found = Axe().run(page, options=STANDARD).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("wanted", "language", "theme", "width"), SEEN)
def test_a_page_is_accessible_quiet_and_within_its_width(visit, path_of, wanted, language, theme, width):
    found = visit(path_of(wanted), user=wanted.role, language=language, theme=theme, width=width)
    found.page.wait_for_selector(wanted.wait_for)

    assert faults(found.page) == []
    assert found.complaints == []
    wide, seen = found.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen
    expected = ("ar", "rtl") if language == "ar" else ("en", "ltr")
    assert tuple(found.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")) == expected


class TestKeyboard:
    def test_signs_in_without_a_mouse(self, visit):
        page = visit("/accounts/login/?next=/alerts/", user=None).page
        page.focus("#id_login")
        page.keyboard.type("monitor")
        page.keyboard.press("Tab")
        page.keyboard.type("evenhand-demo-2020")
        page.keyboard.press("Enter")
        page.wait_for_selector("#queue")

    def test_skips_to_the_content(self, visit):
        page = visit("/alerts/").page
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "main"

    def test_walks_the_rows_and_opens_one(self, visit):
        page = visit("/alerts/").page
        page.keyboard.press("j")
        page.keyboard.press("j")
        second = page.locator("[data-rows] [data-href]").nth(1)
        address = second.get_attribute("data-href")
        assert second.get_attribute("data-current") is not None
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}")

    def test_finds_the_search_and_the_help(self, visit):
        page = visit("/alerts/").page
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#keys").is_visible()

    def test_never_loses_the_focus_ring(self, visit):
        page = visit("/alerts/").page
        for _step in range(25):
            page.keyboard.press("Tab")
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle") != "none"


class TestQueue:
    def test_filters_in_place_and_keeps_the_address(self, visit):
        page = visit("/alerts/").page
        page.select_option("#certainty", "possible")
        page.wait_for_url("**certainty=possible**")

        assert page.locator("#queue .chip[data-kind=possible]").count() > 0
        assert page.locator("#queue .chip[data-kind=certain]").count() == 0

    def test_assigns_what_is_ticked_and_takes_it_back(self, visit):
        page = visit("/alerts/?state=new").page
        assert not page.locator(".bulk").is_visible()
        row = page.locator("[data-rows] [data-href]").first
        address = row.get_attribute("data-href")
        row.locator("input[data-row]").check()
        page.click(".bulk button[value=take]")
        page.wait_for_selector(".message[data-kind=good]")
        page.goto(page.url.split("/alerts")[0] + address)
        page.click("button[value=undo]")
        page.wait_for_selector(".message[data-kind=good]")

        assert page.locator(".heading .chip[data-kind=info]").count() == 1

    def test_asks_before_it_releases(self, visit):
        page = visit("/alerts/?state=new").page
        page.locator("input[data-row]").first.check()
        page.click(".bulk button[value=release]")
        assert page.locator("#confirm").is_visible()
        page.click("#confirm button[value=cancel]")

        assert "/alerts/?state=new" in page.url

    def test_works_without_scripts(self, visit):
        page = visit("/alerts/?state=new", java_script_enabled=False).page
        page.select_option("#certainty", "certain")
        page.click(".filters button.primary")
        row = page.locator("[data-rows] [data-href]").first
        address = row.get_attribute("data-href")
        row.locator("input[data-row]").check()
        page.click(".bulk button[value=take]")
        assert page.locator(".message[data-kind=good]").count() == 1
        page.goto(page.url.split("/alerts")[0] + address)
        page.click("button[value=undo]")


class TestLanguage:
    def test_is_remembered_for_the_person(self, visit):
        page = visit("/me/", user="commissioner").page
        for code, words in (("fr", "Préférences"), ("zh-hans", "偏好设置"), ("en", "Preferences")):
            page.locator(".top-end details summary").first.click()
            page.click(f".menu-sheet button[value={code}]")
            page.wait_for_selector(f"h1:has-text('{words}')")
