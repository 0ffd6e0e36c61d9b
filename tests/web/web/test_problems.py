import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from evenhand.foundation.problems import ProblemKind
from evenhand_web.incidents.access import NO_SUCH_ALERT
from evenhand_web.web import problems

BLAMES = {"caller": 400, "state": 409, "permission": 403, "missing": 404, "operator": 500}


@pytest.mark.parametrize(("blame", "status"), BLAMES.items())
def test_the_blame_decides_the_status(blame, status):
    kind = ProblemKind(code="tests.fault", blame=blame, message="It is {value}. Mend it.")
    request = RequestFactory().get("/", headers={"accept": "application/json"})

    assert problems.answer(request, kind(value=1)).status_code == status


def test_programs_get_one_shape(browser_of):
    url = reverse("incidents:alert", args=["none"])
    response = browser_of("monitor").get(url, headers={"accept": "application/json"})

    assert response.json() == {
        "problem": {
            "code": "incidents.no-such-alert",
            "message": "There is no alert 'none', or it has not been released to you. Check the address.",
            "details": {"alert": "none"},
        }
    }


def test_people_get_a_page_that_says_what_to_do(browser_of):
    response = browser_of("monitor").get(reverse("incidents:alert", args=["none"]))

    assert response.status_code == 404
    assert "Check the address." in response.content.decode()


@pytest.mark.parametrize(
    ("language", "start"), [("ar", "لا يوجد تنبيه"), ("fr", "Il n’y a pas d’alerte"), ("zh-hans", "没有警报")]
)
def test_messages_are_in_the_readers_language(language, start):
    with translation.override(language):
        assert problems.say(NO_SUCH_ALERT(alert="a")).startswith(start)


def test_a_message_cannot_carry_markup(browser_of):
    response = browser_of("duty-officer").post(reverse("incidents:act"), {"verb": "<script>"})

    assert b"<script>&#x27;" not in response.content
    assert b"&lt;script&gt;" in response.content


def test_strangers_are_asked_to_sign_in_and_brought_back(client, db):
    response = client.get(reverse("incidents:queue"))

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/alerts/")


@pytest.mark.parametrize("path", ["/health/", "/accounts/login/", "/nowhere/"])
def test_every_answer_carries_the_security_headers(client, db, path):
    headers = client.get(path).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
