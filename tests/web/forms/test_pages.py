"""The pages, and what a browser keeps of them: nothing of anybody."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.forms import queries, services
from evenhand_web.forms.models import OfflineKey
from web.conftest import NOW


def test_only_these_pages_may_ask_for_position_and_camera(browser_of):
    client = browser_of("monitor")
    assert "geolocation=(self)" in client.get(reverse("forms:lobby"))["Permissions-Policy"]
    assert "geolocation=()" in client.get("/me/")["Permissions-Policy"]


def test_the_shell_is_the_same_for_everybody_and_names_nobody(browser_of):
    client = browser_of("monitor")
    page = client.get(reverse("forms:shell", args=["ar"]))
    assert page.content == Client().get(reverse("forms:shell", args=["ar"])).content
    assert b'lang="ar" dir="rtl"' in page.content
    assert b"csrfmiddlewaretoken" not in page.content
    assert b"monitor.mission" not in page.content


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_manifest_lets_the_pages_be_installed_in_each_language(client, language):
    client.cookies["language"] = language
    found = client.get(reverse("forms:manifest")).json()
    assert (found["lang"], found["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert (found["start_url"], found["scope"], found["display"]) == ("/forms/", "/forms/", "standalone")
    assert {icon["sizes"] for icon in found["icons"]} == {"192x192", "512x512"}


def test_the_worker_keeps_shells_and_scripts_and_is_known_by_their_content(client):
    answer = client.get(reverse("forms:worker"))
    given = json.loads(re.match(r"self\.GIVEN = (.*);\n", answer.content.decode()).group(1))
    assert set(given["shells"]) == {code for code, _name in settings.LANGUAGES}
    assert all(url.startswith(("/static/", "/forms/")) for url in [*given["files"], *given["map"]])
    assert re.fullmatch(r"[0-9a-f]{16}", given["version"])
    assert answer["Cache-Control"] == "no-cache"


def test_a_definition_never_changes_under_its_address(browser_of):
    client = browser_of("liaison")
    forms = client.get(reverse("forms:definitions")).json()["forms"]
    assert len(forms) == len(queries.ORDER)
    answer = client.get(forms[0]["url"])
    assert "immutable" in answer["Cache-Control"]
    assert answer.json()["form"] == forms[0]["form"]
    gone = client.get(forms[0]["url"].replace(forms[0]["digest"], "0" * 32), headers={"Accept": "application/json"})
    assert (gone.status_code, gone.json()["problem"]["code"]) == (404, "forms.no-such-form")


def test_the_session_says_who_is_here_and_strangers_learn_nothing(browser_of, person):
    assert Client().get(reverse("forms:session")).json() == {"signed_in": False, "may_file": False}
    assert browser_of("commissioner").get(reverse("forms:session")).json() == {"signed_in": True, "may_file": False}
    client = browser_of("monitor")
    given = client.post(reverse("forms:key")).json()
    found = client.get(reverse("forms:session"))
    assert found.json()["owner"] == given["owner"]
    assert found["Cache-Control"] == "no-store"


def test_a_person_has_one_key_for_good_and_nobody_else_has_it(actor):
    keys = [services.offline_key(actor=actor("monitor"), now=NOW) for _time in range(2)]
    other = services.offline_key(actor=actor("liaison"), now=NOW)
    assert keys[0] == keys[1]
    assert (len(other.secret), other.secret != keys[0].secret, other.owner != keys[0].owner) == (32, True, True)
    assert OfflineKey.objects.count() == 2
    with pytest.raises(Problem) as caught:
        services.offline_key(actor=actor("commissioner"), now=NOW)
    assert caught.value.kind is NOT_PERMITTED


def test_the_key_is_asked_for_with_a_token_of_the_page(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("monitor"))
    assert client.post(reverse("forms:key")).status_code == 403
