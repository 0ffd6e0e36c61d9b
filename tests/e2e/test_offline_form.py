"""The form in the browser: the network is cut, the process killed, the user switched; nothing is lost, nothing read."""

import hashlib
import random
import sqlite3
import uuid
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import ARGUMENTS, CHROMIUM
from e2e.phones import Phone

FULL = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function full(row) {
    if (this.name === "pieces" && row.n > 2) throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, row);
  };
}"""
"""What a browser does whose disk is full after three pieces."""
PASSPHRASE = "bridge lantern seven olives"


def words() -> str:
    """What somebody reports; other words in each test, since the site is one for all."""
    return f"سمعنا انفجارين شمال البلدة قرب الجسر القديم {uuid.uuid4().hex}"


def some_bytes(size: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.fixture
def phone(site, playwright, tmp_path):
    made = Phone(playwright=playwright, url=site.url, disk=tmp_path / "disk", chromium=CHROMIUM, arguments=ARGUMENTS)
    made.start()
    yield made
    if made.context is not None:
        made.context.close()
    assert made.complaints == []


@pytest.fixture
def desk(site):
    """What the server has, by the words of a report: (instance, number of the version, digests of its files)."""

    def held(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
        with sqlite3.connect(f"file:{site.workspace / 'evenhand.sqlite3'}?mode=ro", uri=True) as base:
            versions = base.execute("SELECT id, instance, number, original FROM intake_version").fetchall()
            found = [row for row in versions if text.encode() in bytes(row[3])]
            query = "SELECT digest FROM intake_versionfile WHERE version_id = ? ORDER BY digest"
            return [
                (instance, number, tuple(digest for (digest,) in base.execute(query, (key,))))
                for key, instance, number, _original in found
            ]

    return held


def test_a_report_outlives_a_cut_and_a_killed_browser_and_arrives_once(phone, desk):
    content, text = some_bytes(6_000_000), words()
    phone.sign_in("monitor")
    phone.write(text, file=content)
    phone.slow()
    phone.finish()
    phone.page.wait_for_selector("progress")
    phone.page.wait_for_timeout(2_000)
    phone.context.set_offline(True)
    phone.page.wait_for_timeout(500)
    phone.kill()
    assert desk(text) == []

    phone.start()
    phone.sign_in("monitor")
    phone.page.goto(f"{phone.url}/forms/queue/")
    phone.wait_for("sent")
    phone.page.click(".heading-actions .primary")
    phone.page.click(".heading-actions .primary")
    phone.page.wait_for_timeout(500)

    assert [files for _instance, _number, files in desk(text)] == [(hashlib.sha256(content).hexdigest(),)]
    assert phone.states() == ["sent"]


def test_the_same_report_sent_again_by_another_road_is_still_one(phone, desk):
    phone.sign_in("monitor")
    text = words()
    phone.context.route("**/forms/submission", lambda route: (route.fetch(), route.abort()))  # the answer is lost
    phone.write(text)
    phone.finish()
    phone.page.wait_for_selector("[data-report][data-state=waiting]")
    phone.page.wait_for_timeout(1_000)
    assert len(desk(text)) == 1

    phone.context.unroute("**/forms/submission")
    phone.page.click(".heading-actions .primary")
    phone.wait_for("sent")
    assert len(desk(text)) == 1


def test_a_killed_tab_loses_no_more_than_the_last_keystroke(phone):
    text = words()
    phone.sign_in("liaison-gna")
    phone.write(text, file=some_bytes(2_500_000))
    phone.page.wait_for_timeout(600)
    phone.kill()

    phone.start()
    phone.sign_in("liaison-gna")
    phone.page.click("main a[href*='#']")
    phone.page.wait_for_selector(".forms-fill")
    assert phone.page.input_value("[data-node='/data/p_words/text'] textarea") == text
    assert phone.page.locator("[data-node='/data/attached/file'] .forms-file bdi").count() == 2
    phone.finish()
    phone.wait_for("sent")


def test_opens_without_a_network_by_passphrase_alone(phone, desk):
    phone.sign_in("monitor")
    phone.page.click("main h2 ~ div button")
    for name in ("passphrase", "passphrase_again"):
        phone.page.fill(f"#{name}", PASSPHRASE)
    phone.page.click("#forms-dialog [data-yes]")
    phone.page.wait_for_selector("#forms-dialog:not([open])", state="attached", timeout=30_000)
    phone.ready_for_offline()
    phone.context.set_offline(True)
    phone.page.goto(f"{phone.url}/forms/")
    assert phone.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    phone.page.fill("#passphrase", "not the passphrase")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_selector("#passphrase:enabled:focus")
    assert phone.page.locator(".errorlist").inner_text()
    phone.page.fill("#passphrase", PASSPHRASE)
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_selector(".forms-list a", timeout=30_000)
    text = words()
    phone.write(text)
    phone.finish()
    assert phone.states() == ["waiting"]
    assert Axe().run(phone.page).response["violations"] == []

    phone.context.set_offline(False)
    phone.wait_for("sent")
    assert len(desk(text)) == 1


def test_signing_out_and_another_user_leave_the_queue_whole_and_closed(phone, desk):
    secret = some_bytes(40_000, seed=11)
    text = words()
    phone.sign_in("monitor")
    phone.context.route("**/forms/submission", lambda route: route.abort())
    phone.write(text, file=secret)
    phone.finish()
    phone.wait_for("waiting")
    phone.sign_out()

    phone.sign_in("liaison-lna")
    phone.page.goto(f"{phone.url}/forms/queue/")
    phone.page.wait_for_selector(".message[data-kind=info]")
    assert phone.states() == []
    assert phone.page.locator(".message[data-kind=info]").inner_text().count("1") == 1
    phone.sign_out()
    phone.kill()
    assert phone.holds(text) == []
    assert phone.holds(secret[:64]) == []

    phone.start()
    phone.sign_in("monitor")
    phone.page.goto(f"{phone.url}/forms/queue/")
    phone.wait_for("sent")
    assert len(desk(text)) == 1


def test_signing_out_in_another_window_closes_this_one(phone):
    text = words()
    phone.sign_in("monitor")
    phone.write(text)
    other = phone.context.new_page()
    other.goto(f"{phone.url}/accounts/logout/")
    other.click("main button")
    other.wait_for_url("**/accounts/login/**")
    phone.page.bring_to_front()
    phone.page.wait_for_url("**/accounts/login/**", timeout=40_000)

    phone.sign_in("monitor")
    phone.page.click("main a[href*='#']")
    assert phone.page.input_value("[data-node='/data/p_words/text'] textarea") == text


def test_a_saved_queue_comes_back_on_another_device(phone, desk, tmp_path):
    text, content = words(), some_bytes(1_500_000, seed=3)
    phone.sign_in("monitor")
    phone.context.route("**/forms/submission", lambda route: route.abort())
    phone.write(text, file=content)
    phone.finish()
    phone.wait_for("waiting")
    with phone.page.expect_download() as waiting:
        phone.page.click(".heading-actions button >> nth=1")
    saved = tmp_path / "queue.json"
    waiting.value.save_as(saved)
    assert text not in saved.read_text()
    phone.context.close()

    other = replace(phone, disk=tmp_path / "other")
    other.start()
    other.sign_in("monitor")
    other.page.goto(f"{phone.url}/forms/queue/")
    other.page.click("details:has(#restore) summary")
    other.page.set_input_files("#restore", str(saved))
    other.wait_for("waiting")
    other.page.click(".heading-actions .primary")
    other.wait_for("sent")
    other.context.close()
    phone.context = None
    assert [files for _instance, _number, files in desk(text)] == [(hashlib.sha256(content).hexdigest(),)]


def test_says_so_when_the_device_is_full_and_keeps_what_it_had(phone):
    phone.sign_in("monitor")
    text = words()
    phone.write(text)
    phone.page.wait_for_timeout(500)
    phone.page.evaluate(FULL)
    phone.page.locator("[data-add='/data/attached']").click()
    phone.page.check("[data-node='/data/attached/kind'] input[value=file]")
    sent = {"name": "a.bin", "mimeType": "application/octet-stream", "buffer": some_bytes(9_000_000)}
    phone.page.set_input_files("[data-node='/data/attached/file'] input", files=[sent])
    phone.page.wait_for_selector(".forms-file:has-text('مساحة')")
    phone.page.reload()
    phone.page.wait_for_selector(".forms-fill")
    assert phone.page.input_value("[data-node='/data/p_words/text'] textarea") == text


def test_can_be_installed(phone):
    phone.sign_in("monitor")
    phone.ready_for_offline()
    session = phone.context.new_cdp_session(phone.page)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


class TestPlaces:
    """Bearing and distance, by hand and by keyboard."""

    KIND = "[data-node='/data/place/kind'] input"

    @pytest.fixture
    def page(self, phone):
        phone.sign_in("monitor")
        phone.page.click(".forms-list a[href*='incident-report']")
        phone.page.wait_for_selector(".forms-fill")
        phone.page.check(f"{self.KIND}[value=sector]")
        return phone.page

    def answer(self, page, name: str) -> str:
        return page.input_value(f"[data-node='/data/place/{name}'] input")

    def test_a_sector_is_drawn_and_its_numbers_are_the_answers(self, page):
        page.click(".forms-place button")
        page.wait_for_selector(".forms-canvas[data-loaded]", timeout=60_000)
        page.locator(".forms-map").first.scroll_into_view_if_needed()
        page.locator(".forms-canvas canvas").click(position={"x": 60, "y": 290})
        grip = page.locator(".grip[data-grip=bearing]")
        grip.focus()
        for key in ("Shift+ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        assert self.answer(page, "bearing_deg") == "12"
        page.locator(".grip[data-grip=high]").focus()
        page.keyboard.press("Shift+ArrowLeft")
        assert self.answer(page, "range_high_m") == "29000"
        box = grip.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + 60, box["y"] + 60, steps=4)
        page.mouse.up()
        assert float(self.answer(page, "bearing_deg")) > 40
        assert "29 km" in page.locator(".forms-sector:visible").inner_text()

    def test_says_the_same_with_numbers_alone(self, page):
        page.check("[data-node='/data/place/position_by'] input[value=typed]")
        for name, value in {"lat": "٣١٫٢", "lon": "16.5", "range_low_m": "3000", "range_high_m": "5000"}.items():
            page.fill(f"[data-node='/data/place/{name}'] input", value)
        page.check("[data-node='/data/place/bearing_by'] input[value=compass]")
        page.locator("[data-node='/data/place/bearing_point'] input[value=NNW]").check()
        said = page.locator(".forms-sector:visible").inner_text()
        assert all(number in said for number in ("337.5°", "11.3°", "3 km", "5 km"))

    def test_takes_the_position_of_the_device_when_asked(self, page, phone):
        phone.context.grant_permissions(["geolocation"], origin=phone.url)
        phone.context.set_geolocation({"longitude": 16.5887, "latitude": 31.2089, "accuracy": 14})
        page.check("[data-node='/data/place/position_by'] input[value=receiver]")
        page.click("[data-node='/data/place/receiver'] button")
        page.wait_for_selector("[data-node='/data/place/receiver'] [role=status]:has-text('14')")
        assert self.answer(page, "receiver") == "31.2089 16.5887"

    def test_an_area_is_typed_point_by_point_and_moved_on_the_map(self, page):
        page.check(f"{self.KIND}[value=area]")
        field = "[data-node='/data/place/area']"
        page.fill(f"{field} textarea", "31.2 16.5\n31.3 16.6\n31.2 16.7")
        page.keyboard.press("Tab")
        page.click(f"{field} [aria-expanded]")
        page.wait_for_selector(f"{field} .grip >> nth=2", timeout=60_000)
        page.locator(f"{field} .grip").nth(1).focus()
        page.keyboard.press("Shift+ArrowUp")
        second = page.input_value(f"{field} textarea").splitlines()[1].split()
        assert float(second[0]) > 31.3
        assert abs(float(second[1]) - 16.6) < 0.001
        page.keyboard.press("Delete")
        assert page.locator(f"{field} .grip").count() == 2
