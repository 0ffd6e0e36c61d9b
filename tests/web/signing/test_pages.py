"""The page of one's own keys, and the sentence to try them on."""

import html
import re

import pytest

from evenhand.cases.verifying import read_statement
from evenhand_web.signing.models import Key
from web.signing.samples import enrol_by_page, private, proof, public, signature


@pytest.fixture
def layla(browser_of):
    return browser_of("liaison", username="layla")


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def signed_bytes(answer) -> bytes:
    return re.search(r'<pre dir="ltr" class="sign-bytes" tabindex="0">(\{.*?\})</pre>', text_of(answer))[1].encode()


def test_without_keys_the_page_says_what_happens_instead(layla):
    page = text_of(layla.get("/me/keys/"))

    assert "You have no key yet" in page
    assert "the server attests" in page


def test_the_preferences_lead_there(layla):
    assert 'href="/me/keys/"' in text_of(layla.get("/me/"))


def test_a_key_is_enrolled_named_and_retired(layla):
    enrol_by_page(layla, "layla")
    key = Key.objects.get()
    assert "Laptop in Sirte" in text_of(layla.get("/me/keys/"))
    layla.post(f"/me/keys/{key.key_id}/rename/", {"label": "Desk"})
    assert "Desk" in text_of(layla.get("/me/keys/"))
    layla.post(f"/me/keys/{key.key_id}/retire/", {"reason": "handed-over"})
    page = text_of(layla.get("/me/keys/"))
    assert "The device is given to somebody else" in page
    assert "data-retired" in page


def test_nobody_sees_the_keys_of_others(layla, browser_of):
    enrol_by_page(layla, "layla")
    omar = browser_of("liaison", "south", username="omar")
    page = text_of(omar.get("/me/keys/"))

    assert "You have no key yet" in page
    assert Key.objects.get().key_id not in page
    assert omar.post(f"/me/keys/{Key.objects.get().key_id}/retire/", {"reason": "lost"}).status_code == 404


def test_a_challenge_of_one_session_is_none_of_another(layla, browser_of):
    asked = layla.post("/me/keys/challenge/").json()["challenge"]
    again = browser_of("liaison", username="layla")
    shown = proof(private(), asked, "layla")
    data = {"public_key": shown.public_key, "challenge": asked, "proof": shown.value, "label": "a"}

    assert again.post("/me/keys/enrol/", data).status_code == 400
    assert layla.post("/me/keys/enrol/", data).status_code == 302
    assert layla.post("/me/keys/enrol/", data).status_code == 400


def test_a_sentence_without_a_key_is_attested_by_the_server(layla):
    page = layla.post("/me/keys/try/", {"text.en": "A line.\r\nAnother. ", "position": "signed"})

    assert "Attested by the server" in text_of(page)
    assert read_statement(signed_bytes(page)).position.text == {"en": "A line.\nAnother."}


def signed_sentence(user: str, **more) -> dict[str, str]:
    """The fields that the script of the page adds."""
    said = read_statement(more.pop("said"))
    made = signature(said, **more)
    return {
        "text.en": said.position.text["en"],
        "signature_key": made.key,
        "signature_public_key": made.public_key,
        "signature_value": made.value,
        "signature_held": made.held,
        "signed_at": said.position.signed_at,
    }


def test_a_sentence_with_ones_own_key_is_checked_and_shown_with_all_that_checks_it(layla):
    enrol_by_page(layla, "layla")
    said = signed_bytes(layla.post("/me/keys/try/", {"text.en": "A line."}))
    fields = signed_sentence("layla", said=said)
    page = layla.post("/me/keys/try/", fields)

    assert page.status_code == 200
    assert "with a key of their own" in text_of(page)
    assert public(private()) in text_of(page)
    for name in ("statement.json", "signature.json", "key.pem", "signature.bin"):
        assert f'download="{name}"' in text_of(page)
    tampered = layla.post("/me/keys/try/", fields | {"text.en": "Another line."})
    assert tampered.status_code == 400
    assert "does not fit what was said" in text_of(tampered)


def test_a_signature_that_cannot_be_read_is_not_replaced_by_the_servers(layla):
    answer = layla.post("/me/keys/try/", {"text.en": "A line.", "signature_value": "zz"})

    assert answer.status_code in {400, 403}
    assert "Attested by the server" not in text_of(answer)


def test_texts_are_shown_as_texts(layla):
    page = layla.post("/me/keys/try/", {"text.en": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in page
