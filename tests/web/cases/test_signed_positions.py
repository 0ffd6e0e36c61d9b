"""Whoever sees a signed position can check it from the page of its case, without this server."""

import base64
import json
import re
from html import unescape

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.urls import reverse

from evenhand.cases.codes import Position

FILE = re.compile(r'href="data:application/octet-stream;base64,([^"]*)" download="([^"]*)"')


@pytest.fixture
def told(story):
    return story().to_comment().position("liaison-north", Position.DISSENTS, "We were not there.")


def page(told, browser, user: str, name: str = "case") -> str:
    return browser(user).get(reverse(f"cases:{name}", args=[told.id])).content.decode()


def files(text: str) -> dict[str, bytes]:
    return {name: base64.b64decode(unescape(content)) for content, name in FILE.findall(text)}


@pytest.mark.parametrize("user", ["duty", "liaison-north"])
def test_what_was_signed_comes_with_what_it_takes_to_check_it(told, browser, user):
    found = files(page(told, browser, user))
    key = load_pem_public_key(found["key.pem"])

    key.verify(found["signature.bin"], found["statement.json"])
    statement = json.loads(found["statement.json"])
    assert (statement["user"], statement["case"]) == ("liaison-north", told.number)
    assert (statement["position"], statement["text"]) == ("dissents", {"en": "We were not there."})


def test_the_page_says_how_it_was_signed(told, browser):
    text = page(told, browser, "duty")

    assert "signing/signing.css" in text
    assert text.count('class="signature"') == 1
    assert "Attested by the server" in text


def test_who_does_not_see_the_position_sees_no_signature(told, browser):
    assert 'class="signature"' not in page(told, browser, "liaison-south")


def test_on_paper_it_is_told_in_a_line(told, browser):
    text = page(told, browser, "duty", "print")

    assert 'class="signature"' not in text
    assert "The server attests that they were signed in" in text


def test_a_position_that_was_released_is_checked_by_the_other_party_too(told, browser):
    told.position("liaison-south").position("duty").steps("submit")
    text = page(told, browser, "liaison-south")

    assert text.count('class="signature"') == 3
    assert "does not fit" not in text
    assert {name for name in PEOPLE if f"<bdi>{name}</bdi> was signed in" in text} == set(PEOPLE)


PEOPLE = ("liaison-north", "liaison-south", "duty")
