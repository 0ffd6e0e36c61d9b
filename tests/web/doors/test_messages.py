"""Letters and text messages reach the inbox once, and nothing of them is lost."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.doors import store
from evenhand_web.doors.models import Gateway, Message, MessageFile
from evenhand_web.doors.services import gateways, messages
from evenhand_web.doors.services.gateways import BAD_GATEWAY, BAD_SIGNATURE, UNKNOWN_ADDRESS
from evenhand_web.doors.services.messages import take_letter
from evenhand_web.doors.views.sms import NO_MESSAGE, text_of
from evenhand_web.evidence.storage import ORIGINAL_MISSING
from web.conftest import NOW
from web.doors.samples import a_gateway, a_letter, an_administrator

pytestmark = pytest.mark.django_db


class TestALetter:
    def test_lies_in_the_store_whole_with_its_files_apart(self):
        content = a_letter(files={"photo.jpg": b"a photo"})
        take_letter(content=content, actor=SYSTEM, now=NOW)

        message, file = Message.objects.get(), MessageFile.objects.get()
        assert b"".join(store.content(message.original)) == content
        assert b"".join(store.content(file.digest)) == b"a photo"
        assert (message.subject, message.text, message.sender) == (
            "Shelling last night", "Two explosions at 03:10.", "witness@example.org",
        )  # fmt: skip

    def test_that_comes_twice_is_one(self):
        first, second = (take_letter(content=a_letter(), actor=SYSTEM, now=NOW) for _ in range(2))

        assert (first.is_new, second.is_new, second.message) == (True, False, first.message)

    def test_under_the_id_of_another_one_is_another_one(self):
        take_letter(content=a_letter(), actor=SYSTEM, now=NOW)
        take_letter(content=a_letter(text="Something else."), actor=SYSTEM, now=NOW)

        assert Message.objects.count() == 2

    @pytest.mark.parametrize(
        "content", [b"", b"\x00\xff" * 50, b"Subject: \xff\xfe\nContent-Type: multipart/mixed\n\n--x"], ids=repr
    )
    def test_that_cannot_be_read_is_kept(self, content):
        take_letter(content=content, actor=SYSTEM, now=NOW)

        assert b"".join(store.content(Message.objects.get().original)) == content

    def test_whose_bytes_are_gone_is_said_so(self):
        with pytest.raises(Problem) as caught:
            b"".join(store.content("0" * 64))

        assert caught.value.kind is ORIGINAL_MISSING


def post(address: str, body, **headers):
    content = json.dumps(body) if isinstance(body, dict) else body
    kind = "application/json" if isinstance(body, dict) else "application/x-www-form-urlencoded"
    return Client().post(address, content, content_type=kind, headers=headers)


@pytest.fixture
def address(organisations) -> str:
    return f"/doors/sms/{a_gateway()[0]}"


class TestAGateway:
    @pytest.mark.parametrize(
        "body",
        [
            {"from": "+218910000001", "text": "IR 1430Z 5EXPL", "id": "7", "timestamp": "2020-12-06T14:35:00Z"},
            {"msisdn": "+218910000001", "text": "IR 1430Z 5EXPL", "messageId": "7", "message-timestamp": "1607265300"},
            "From=%2B218910000001&Body=IR+1430Z+5EXPL&MessageSid=7",
            {"message": {"sender": "+218910000001", "body": "IR 1430Z 5EXPL", "id": 7}},
        ],
        ids=["plain", "vonage", "twilio", "wrapped"],
    )
    def test_may_name_its_fields_as_gateways_do(self, address, body):
        assert [post(address, body).status_code for _ in range(2)] == [201, 200]
        message = Message.objects.get()
        assert (message.sender, message.text, message.external) == ("+218910000001", "IR 1430Z 5EXPL", "7")

    def test_is_known_by_its_address_only_and_not_once_it_was_cut_off(self, address):
        assert post(address[:-1] + "x", {"text": "a"}).status_code == 404
        gateways.cut_off(gateway_id=Gateway.objects.get().pk, actor=an_administrator(), now=NOW)
        response = post(address, {"text": "a"})
        assert (response.status_code, response.json()["problem"]["code"]) == (404, UNKNOWN_ADDRESS.code)

    def test_keeps_no_secret_that_could_be_stolen(self, address):
        token = address.rpartition("/")[2]

        assert Gateway.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()

    def test_that_signs_is_heard_only_when_the_signature_fits(self, organisations):
        token, key = a_gateway(label="Signing", signed=True)
        body = json.dumps({"text": "hello", "from": "1", "id": "1"})
        sign = lambda text: "sha256=" + hmac.new(key.encode(), text.encode(), "sha256").hexdigest()  # noqa: E731
        answers = [
            Client().post(f"/doors/sms/{token}", body, content_type="application/json", headers=headers)
            for headers in ({}, {"X-Signature": sign(body + " ")}, {"X-Signature": sign(body)})
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 201]
        assert answers[0].json()["problem"]["code"] == BAD_SIGNATURE.code

    def test_that_posts_too_fast_is_told_when_to_come_again(self, address, monkeypatch, settings):
        monkeypatch.setattr(gateways, "MOST_A_MINUTE", 2)
        monkeypatch.setattr(gateways.too_fast, "__kwdefaults__", {"most": 2})
        answers = [post(address, {"text": str(number), "id": str(number)}) for number in range(5)]

        assert {answer.status_code for answer in answers} >= {201, 429}
        assert next(one for one in answers if one.status_code == 429)["Retry-After"] == "60"

    def test_needs_a_name_of_its_own(self, address):
        with pytest.raises(Problem) as caught:
            a_gateway()

        assert caught.value.kind is BAD_GATEWAY


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"), (b"[1]", "application/json"), (b"from=1", "application/x-www-form-urlencoded"),
        (b"{" * 90_000, "application/json"), (b"x" * 100_001, ""), (b'{"text": ["a"]}', "application/json"),
        (b"&".join([b"a=1"] * 500), ""),
    ],
    ids=["cut", "list", "no-text", "deep", "large", "text-of-another-kind", "many-fields"],
)  # fmt: skip
def test_a_body_without_a_message_is_a_problem(body, kind):
    with pytest.raises(Problem) as caught:
        text_of(body, content_type=kind)

    assert caught.value.kind is NO_MESSAGE


def test_halves_of_signs_and_controls_are_taken_out():
    assert text_of(b'{"text": "a\\ud800\\u0000b"}', content_type="application/json").text == "a\ufffd\ufffdb"


class TestALongMessage:
    def part(self, number: int, text: str, *, later: int = 0, external: str = "") -> None:
        said = messages.Text(
            external=external or f"id-{number}", sender="+1", text=text, reference="77", part=number, total=3
        )
        messages.take_text(text=said, gateway=Gateway.objects.get(), actor=SYSTEM, now=NOW + timedelta(hours=later))

    def test_is_put_together_in_any_order(self, address):
        for number, text in ((3, "three"), (1, "one "), (1, "one "), (2, "two ")):
            self.part(number, text)

        assert [message.text for message in Message.objects.all()] == ["one two three"]

    def test_shows_what_is_missing(self, address):
        self.part(1, "one ")
        self.part(3, "three")

        assert Message.objects.get().text == "one […]three"

    def test_is_not_mixed_with_another_one_under_the_same_reference(self, address):
        self.part(1, "one ")
        self.part(1, "another ", external="id-9")
        self.part(1, "much later ", later=30, external="id-10")

        assert Message.objects.count() == 3

    def test_holds_the_gateway_until_its_first_part_is_there(self, address, monkeypatch):
        enter, outside, held = messages._entered, len(connection.savepoint_ids), []

        def entered(**more):
            held.append(len(connection.savepoint_ids) > outside)
            return enter(**more)

        monkeypatch.setattr(messages, "_entered", entered)
        self.part(1, "one ")

        assert held == [True]
