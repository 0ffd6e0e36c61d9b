"""What-if in a real browser: dragged, undone, moved by keys, and tried."""

import pytest

CORNERS = ".grip[data-kind=corner]"


@pytest.fixture
def desk(visit):
    """The what-if page with the three-cornered area chosen."""
    page = visit("/what-if/libya-2020/", user="analyst").page
    page.wait_for_selector("[data-map=what-if][data-loaded]", timeout=60_000)
    page.select_option("#area", "designated-triangle")
    page.wait_for_selector(CORNERS)
    page.wait_for_timeout(1500)  # the map goes to the area
    return page


def test_a_corner_is_dragged_and_taken_back(desk):
    box = desk.locator(CORNERS).nth(1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x - 60, y + 30, steps=4)
    desk.mouse.up()

    desk.wait_for_selector("[data-changes] li", timeout=60_000)
    desk.keyboard.press("Control+z")
    assert desk.locator("[data-changes] li").count() == 0
    assert desk.locator("[data-redo]").is_enabled()


def test_the_keyboard_moves_makes_and_takes_corners_but_never_the_third_last(desk):
    desk.locator(CORNERS).first.focus()
    desk.keyboard.press("Delete")
    assert desk.locator(CORNERS).count() == 3

    desk.locator(".grip[data-kind=between]").first.focus()
    desk.keyboard.press("Enter")
    assert desk.locator(CORNERS).count() == 4
    desk.locator(CORNERS).first.focus()
    desk.keyboard.press("Shift+ArrowRight")
    desk.wait_for_selector("[data-changes] li", timeout=60_000)


def test_a_trial_says_what_would_have_been_otherwise(desk):
    desk.select_option("#area", "jufra-airbase")
    desk.fill("[data-sizes] input", "3 km")
    desk.keyboard.press("Tab")
    desk.wait_for_selector("[data-try]:enabled")
    desk.click("[data-try]")
    desk.wait_for_selector("[data-result]:not([hidden])", timeout=120_000)

    assert desk.locator("[data-totals] tr").count() > 0
    assert desk.locator("[data-listed] li").count() > 0
