"""The pages of phones: what they show, and the code that is shown once."""

import html
import re

import pytest

from evenhand_web.devices import codes, views
from evenhand_web.devices.models import SerialSeen
from evenhand_web.intake.models import Device, Enrolment
from simulators.collect import settings_of
from web.devices.samples import enrolled, post


@pytest.fixture
def duty(browser_of, person):
    person("monitor")
    return browser_of("duty-officer")


def enrol(client, **more):
    data = {"label": "Patrol 3", "username": "monitor.mission", "server": "https://monitors.example"} | more
    return client.post("/devices/enrol/", data)


def test_without_phones_the_page_says_what_they_are_for(duty):
    page = duty.get("/devices/").content.decode()
    assert "No phone is enrolled" in page
    assert "monitor.mission" in page


def test_the_code_is_shown_once_and_no_cache_keeps_it(duty):
    shown = enrol(duty)
    text = html.unescape(shown.content.decode())
    address = re.search("https://monitors.example/collect/[A-Za-z0-9_-]{43}", text)[0]
    assert "data:image/svg+xml" in text
    assert shown["Cache-Control"] == "private, no-store"
    token = address.rpartition("/")[2]
    assert post(token).status_code == 201
    assert token not in duty.get(f"/devices/{Device.objects.get().pk}/").content.decode()


def test_the_settings_in_the_code_are_what_the_house_wants():
    chosen = codes.settings(
        server="https://h/collect/t", label="Patrol 3", username="monitor", language="zh-hans", keep_sent=False
    )
    found = settings_of(codes.packed(chosen))
    general = found["general"]
    assert (general["server_url"], general["form_update_mode"]) == ("https://h/collect/t", "match_exactly")
    assert (general["analytics"], general["app_language"], general["delete_send"]) == (False, "zh", True)
    assert found["project"]["name"] == "monitor · Patrol 3"
    assert codes.packed(chosen) == codes.packed(chosen)
    assert codes.picture(codes.packed(chosen)).startswith("data:image/svg+xml")


def test_a_person_without_a_language_leaves_the_phone_its_own():
    chosen = codes.settings(server="https://h", label="x", username="y", language="", keep_sent=True)
    assert "app_language" not in chosen["general"]
    assert chosen["general"]["delete_send"] is False


@pytest.mark.parametrize(
    "server", ["monitors.example", "ftp://x", "https://a b", "https://x/y/z", "javascript:alert(1)//"]
)
def test_an_address_that_no_phone_reaches_is_refused(duty, server):
    page = enrol(duty, server=server)
    assert page.status_code == 400
    assert views.BAD_ADDRESS.message.partition("}")[2][:20] in html.unescape(page.content.decode())
    assert Enrolment.objects.count() == 0


def test_what_is_wrong_stands_on_the_page_with_what_was_typed(duty):
    page = enrol(duty, label=" ", username="monitor.mission")
    assert page.status_code == 400
    assert "<option selected>monitor.mission" in page.content.decode()


def test_the_page_of_a_phone_says_what_has_not_come(duty, actor):
    made = enrolled(actor("duty-officer"), "monitor.mission")
    post(made.token)
    page = duty.get(f"/devices/{made.device_id}/").content.decode()
    assert "6 reports are not here yet" in page
    assert "1–6" in page
    assert "1607250000000.jpg" in page
    assert SerialSeen.objects.get().serial == 7


def test_a_phone_is_cut_off_in_one_click_and_stays_in_the_list(duty, actor):
    made = enrolled(actor("duty-officer"), "monitor.mission")
    page = duty.post(f"/devices/{made.device_id}/cut-off/", {"reason": "lost"}, follow=True).content.decode()
    assert "<bdi>Lost</bdi>" in page
    assert "The phone is cut off" in page
    assert post(made.token).status_code == 401
    assert "cut off" in duty.get("/devices/").content.decode()


def test_one_code_is_ended_and_a_phone_renamed_from_its_page(duty, actor):
    made = enrolled(actor("duty-officer"), "monitor.mission")
    duty.post(f"/devices/{made.device_id}/revoke/{made.enrolment_id}/")
    duty.post(f"/devices/{made.device_id}/rename/", {"label": "Base"})
    assert post(made.token).status_code == 401
    page = duty.get(f"/devices/{made.device_id}/").content.decode()
    assert "Base" in page
    assert "ended" in page
    assert duty.post(f"/devices/{made.device_id}/rename/", {"label": ""}).status_code == 400
    assert duty.post(f"/devices/{made.device_id}/cut-off/", {"reason": ""}).status_code == 400
