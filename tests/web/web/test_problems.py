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


NUL = {"accept": "application/json"}


class TestTheCharacterThatNoTextHas:
    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("/cases/", {"q": "a\0b"}),
            ("/cases/", {"agreement": "\0"}),
            ("/cases/new/", {"agreement": "\0"}),
            ("/totals/", {"agreement": "\0"}),
            ("/feeds/", {"source": "\0"}),
            ("/evidence/", {"q": "\0", "page": "-1"}),
            ("/cases/", {"\0": "a"}),
        ],
    )
    def test_is_refused_in_an_address_line(self, browser_of, path, query):
        client = browser_of("duty-officer")
        for_programs = client.get(path, query, headers=NUL)

        assert (for_programs.status_code, for_programs.json()["problem"]["code"]) == (400, "web.null-character")
        assert client.get(path, query).status_code == 400

    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("/cases/notices/", {"notice": ["1", "\0"]}),
            ("/cases/new/", {"allegation.en": "Shots\0"}),
            ("incidents:act", {"verb": "note", "incident": "a\0", "text": "b"}),
            ("incidents:act", {"verb": "note", "text\0": "b"}),
            ("accounts:language", {"language": "\0"}),
        ],
    )
    def test_is_refused_in_a_form(self, browser_of, path, form):
        path = path if path.startswith("/") else reverse(path)
        answer = browser_of("duty-officer").post(path, form, headers=NUL)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (400, "web.null-character")
        assert "\0" not in answer.json()["problem"]["message"]

    def test_is_said_on_a_page_with_the_name_of_its_field(self, browser_of):
        page = browser_of("duty-officer").get("/cases/", {"q": "a\0b"}).content.decode()

        assert "U+0000" in page
        assert "&#x27;q&#x27;" in page

    def test_tells_a_stranger_nothing(self, client, db):
        assert client.get("/cases/", {"q": "\0"}).status_code == 302

    def test_is_left_to_the_views_that_judge_the_length_of_a_body_before_they_read_it(self, browser_of):
        answer = browser_of("duty-officer").post("/feeds/upload/", {"source": "\0"})

        assert "U+0000" not in answer.content.decode()
