import json

import pytest

from evenhand_web.registers import queries, services
from evenhand_web.registers.access import register_for
from evenhand_web.registers.models import Record
from web.conftest import NOW

FORM = {"group": "Fighters", "event": "present", "people": "100-150", "key": "b" * 32}


@pytest.fixture
def duty(browser_of):
    return browser_of("duty-officer")


def test_a_record_is_entered_shown_and_said_otherwise(duty, browser_of):
    made = duty.post("/registers/foreign-fighters/new/", FORM, follow=True)
    assert "100–150" in made.content.decode()
    address = f"/registers/foreign-fighters/{'b' * 32}/"
    duty.post(f"{address}release/", {"organisation": "north"})
    party = browser_of("liaison", "north")
    assert "100-150" in party.get(f"{address}say/").content.decode()
    party.post(f"{address}say/", {"group": "Fighters", "event": "present", "people": ">=400", "seen": "0"})

    page = duty.get(address).content.decode()
    assert "≥ 400" in page
    assert "The organisations do not agree on:" in page


def test_a_form_with_a_fault_comes_back_as_it_was_written(duty):
    answer = duty.post("/registers/foreign-fighters/new/", FORM | {"people": "lots", "group": "Ones <b>"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert 'value="lots"' in page
    assert "Ones &lt;b&gt;" in page
    assert "is no amount" in page
    assert not Record.objects.exists()


def test_a_list_adds_up_what_is_known_and_says_what_is_not(duty, actor):
    by = actor("duty-officer", username="second")
    for key, people in (("1", "100-150"), ("2", "~20"), ("3", "")):
        said = services.Said(written=FORM | {"people": people}, key=key * 32)
        services.enter(register="foreign-fighters", said=said, actor=by, now=NOW)
    page = duty.get("/registers/foreign-fighters/?state=").content.decode()

    assert "≥ 120" in page
    assert "unknown in one record" in page


def test_a_search_finds_words_numbers_and_states(duty, actor):
    by = actor("duty-officer", username="second")
    for key, group in (("1", "Red"), ("2", "Blue")):
        said = services.Said(written=FORM | {"group": group}, key=key * 32)
        services.enter(register="foreign-fighters", said=said, actor=by, now=NOW)

    def found(**query):
        rules = register_for("foreign-fighters")
        return [one.number for one in queries.matching(by, rules, **({"search": "", "state": ""} | query))]

    assert (found(search="RED"), found(search="2"), found(state="verified"), found(state="open")) == (
        [1],
        [2],
        [],
        [2, 1],
    )
    assert "No record here" in duty.get("/registers/foreign-fighters/?q=green").content.decode()


def test_files_hold_codes_and_bounds_and_run_nothing(duty):
    duty.post("/registers/foreign-fighters/new/", FORM | {"group": "=1+1"})
    rows = json.loads(duty.get("/registers/foreign-fighters/export.json").content)
    text = duty.get("/registers/foreign-fighters/export.csv").content.decode()

    assert (rows[0]["event"], rows[0]["people-low"], rows[0]["people-high"]) == ("present", "100", "150")
    assert "'=1+1" in text
    assert duty.get("/registers/foreign-fighters/export.exe").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh-hans"])
def test_every_register_is_there_in_every_language(duty, language):
    duty.cookies["language"] = language
    for address in ("/registers/", "/registers/routes/", "/registers/duty-log/new/"):
        assert duty.get(address).status_code == 200


def test_a_record_is_not_released_to_nobody_by_the_page(duty):
    duty.post("/registers/foreign-fighters/new/", FORM)
    answer = duty.post(f"/registers/foreign-fighters/{'b' * 32}/release/", {"organisation": "nobody"})
    assert answer.status_code == 400
    assert "is no organisation" in answer.content.decode()
