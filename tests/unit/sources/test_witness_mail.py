"""Letters through a real mail server."""

import socket

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.witness_mail import MAIL_NOT_SENT, Post, send
from simulators.letterbox import letterbox


def post(place, **options):
    host, port = place
    facts = {"to": ("duty@north.example",), "sender": "witness@north.example", "security": "none", **options}
    return Post(host=host, port=port, **facts)


def write(place, **options):
    letter = {"subject": "ALARM:\n log", "text": "أُعيدت كتابة السجل", "attached": {"a.alarm": b"\x00note"}, "now_s": 0}
    send(post(place, **options), **letter)


def test_a_letter_comes_with_its_evidence_and_no_line_of_its_subject_becomes_a_header():
    with letterbox() as box:
        write(box.place)
    [letter] = box.letters

    assert (letter["Subject"], letter["To"]) == ("ALARM: log", "duty@north.example")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body().get_content().strip() == "أُعيدت كتابة السجل"
    assert [part.get_content() for part in letter.iter_attachments()] == [b"\x00note"]


def test_a_password_is_used_and_never_shown():
    with letterbox(password="secret") as box:
        write(box.place, user="north", password="secret")
        with pytest.raises(Problem) as problem:
            write(box.place, user="north", password="wrong-one")
    assert len(box.letters) == 1
    assert "wrong-one" not in f"{problem.value} {post(box.place, password='wrong-one')}"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_cannot_protect_the_way_gets_nothing(security):
    with letterbox() as box, pytest.raises(Problem) as problem:
        write(box.place, security=security)
    assert problem.value.kind == MAIL_NOT_SENT
    assert box.letters == []


def test_a_server_that_takes_no_letter_or_is_not_there_is_told():
    with letterbox() as box:
        box.refuses = True
        with pytest.raises(Problem) as problem:
            write(box.place)
    assert "451" in str(problem.value)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Problem) as problem:
            write(free.getsockname())
    assert problem.value.kind == MAIL_NOT_SENT
