"""The situation map in a real browser: it draws, plays, switches layers, obeys keys, reads right to left."""

import base64
import re
from pathlib import Path

import pytest

SHOTS = Path(__file__).resolve().parents[2] / "screenshots"
AT = "/?at=2020-12-06T12:00Z"
NOW = "[data-now]"
WITHOUT_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.includes("webgl") ? null : real.call(this, kind, ...more);
};
"""


@pytest.fixture
def opened(visit):
    """Opens the map and waits until it has drawn."""

    def go(path=AT, **how):
        seen = visit(path, **how)
        seen.page.wait_for_selector("[data-map=situation][data-loaded]", timeout=60_000)
        seen.page.wait_for_selector("[data-map=situation][aria-busy=false]", timeout=60_000)
        return seen

    return go


def shot(page, name):
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


COUNT = """async (picture) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
}"""


def colours(page, name):
    """How many colours there are in what the map shows; a map that was not drawn has one."""
    shot(page, name)
    picture = page.locator("canvas.maplibregl-canvas").screenshot()
    blank = page.context.new_page()
    counted = blank.evaluate(COUNT, base64.b64encode(picture).decode())
    blank.close()
    return counted


def instant(page):
    return page.locator(NOW).inner_text()


def rows(page, name):
    return page.locator(f"[data-list={name}] tbody tr").count()


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [
        ("en", "light", 1440),
        ("ar", "light", 1440),
        ("zh-hans", "dark", 1440),
        ("en", "dark", 390),
        ("ar", "light", 390),
    ],
)
def test_draws_without_complaint(opened, language, theme, width):
    seen = opened(language=language, theme=theme, width=width)
    seen.page.wait_for_timeout(1500)

    assert colours(seen.page, f"map-{language}-{theme}-{width}") > 50
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert seen.complaints == []


def test_lists_what_it_draws_and_shows_details(opened):
    page = opened().page
    page.wait_for_selector("[data-list=objects] tbody button")

    page.locator("[data-list=objects] tbody button").first.click()

    assert page.locator("[data-detail] h2").is_visible()
    assert "object:" in page.evaluate("document.querySelector('[data-list=objects] button').dataset.key")
    page.wait_for_function("location.search.includes('show=object:')")
    page.keyboard.press("Escape")
    assert not page.locator("[data-detail]").is_visible()


def test_plays_and_pauses(opened):
    page = opened().page
    before = instant(page)

    page.locator("[data-act=play]").click()
    page.wait_for_function("([was, where]) => document.querySelector(where).textContent !== was", arg=[before, NOW])
    page.locator("[data-act=play]").click()

    stopped = instant(page)
    page.wait_for_timeout(1200)
    assert instant(page) == stopped > before


def test_obeys_the_keyboard(opened):
    page = opened().page
    page.locator("#main").focus()

    page.keyboard.press("ArrowRight")
    assert instant(page).endswith("12:10")
    page.keyboard.press("Shift+ArrowLeft")
    assert instant(page).endswith("00:10")
    page.keyboard.press("End")
    end = instant(page)
    page.keyboard.press("[")
    assert instant(page) < end
    page.keyboard.press("Home")  # far from the end, where play stops by itself
    page.keyboard.press(" ")
    page.wait_for_selector("[data-act=play][aria-pressed=true]")
    page.keyboard.press(" ")
    page.wait_for_selector("[data-act=play][aria-pressed=false]")


def test_arrows_follow_the_eye_from_right_to_left(opened):
    page = opened(language="ar").page
    page.locator("#main").focus()

    page.keyboard.press("ArrowLeft")

    assert instant(page).endswith("12:10")


def test_switches_layers_and_keeps_that_in_the_address(opened):
    page = opened("/?at=2020-12-10T12:00Z").page
    page.wait_for_selector("[data-list=alerts] tbody button")
    before = rows(page, "alerts")

    page.locator("[data-legend] input[value=alert-possible]").uncheck()
    page.wait_for_function(f"document.querySelectorAll('[data-list=alerts] tbody tr').length < {before}")
    page.wait_for_function("location.search.includes('hide=alert-possible')")

    page.reload()
    page.wait_for_selector("[data-map=situation][aria-busy=false]")
    assert not page.locator("[data-legend] input[value=alert-possible]").is_checked()


def test_opens_where_the_address_says(opened):
    page = opened("/?at=2020-12-10T03:30Z&window=3600&view=16.0,31.0,7").page

    assert instant(page) == "2020-12-10 03:30"
    assert page.locator("[data-pick=window]").input_value() == "3600"
    page.locator("[data-act=forward]").click()
    page.wait_for_function("location.search.includes('at=2020-12-10T04:30Z')")
    assert re.search(r"view=16\.0000,31\.0000,7\.00", page.url)


def test_a_party_sees_areas_and_no_tracks(opened):
    page = opened(user="liaison-gna").page

    assert page.locator("[data-list=objects]").count() == 0
    assert colours(page, "map-party") > 30


def test_the_lists_stay_without_webgl(visit):
    page = visit(AT).page
    page.add_init_script(WITHOUT_WEBGL)
    page.goto(page.url)
    page.wait_for_selector("[data-no-map]:not([hidden])")
    page.wait_for_selector("[data-list=alerts] tbody button")
