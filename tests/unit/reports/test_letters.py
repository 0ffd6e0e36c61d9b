"""Letters are read as far as they can be, and nothing makes the reader fail."""

import email.message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.reports import letters
from evenhand.reports.letters import read_letter, words_of_html

PLAIN = (
    b"From: =?utf-8?b?2KPZhdmE?= <amal@example.org>\r\nTo: a@b.example, C <c@d.example>\r\n"
    b"Subject: =?windows-1256?q?=DE=D5=DD?= night\r\nDate: Sun, 6 Dec 2020 05:00:00 +0200\r\n"
    b"Message-ID: <1@example.org>\r\nContent-Type: text/plain; charset=windows-1256\r\n\r\n\xc7\xe4\xdd\xcc\xc7\xd1"
)


def multipart(*parts: bytes, kind: str = "mixed") -> bytes:
    body = b"".join(b"--X\r\n" + part + b"\r\n" for part in parts) + b"--X--\r\n"
    return f"Subject: s\r\nContent-Type: multipart/{kind}; boundary=X\r\n\r\n".encode() + body


TEXT = b"Content-Type: text/plain\r\n\r\nTwo shots"
HTML = b"Content-Type: text/html\r\n\r\n<p>Two <b>shots</b></p><script>x()</script>"
PHOTO = (
    b'Content-Type: image/jpeg; name="=?utf-8?b?2LXZiNix2Kk=?="\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nYSBwaG90bw=="
)


def test_heads_and_words_in_arabic():
    letter = read_letter(PLAIN)

    assert (letter.sender_name, letter.sender, letter.subject) == ("أمل", "amal@example.org", "قصف night")
    assert (letter.text, letter.sent_at.hour, letter.message_id) == ("انفجار", 3, "<1@example.org>")
    assert letter.to == ("a@b.example", "c@d.example")


@pytest.mark.parametrize(
    ("content", "text", "files", "faults"),
    [
        (multipart(TEXT, PHOTO), "Two shots", [("صورة", b"a photo")], ()),
        (multipart(TEXT, HTML, kind="alternative"), "Two shots", [], ()),
        (multipart(HTML), "Two shots", [], ("from-html",)),
        (
            multipart(TEXT, b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nTNEF"),
            "Two shots",
            [("winmail.dat", b"TNEF")],
            ("winmail",),
        ),
        (multipart(b"Content-Type: message/rfc822\r\n\r\n" + PLAIN), "", [("letter.eml", None)], ()),
        (multipart(b"Content-Type: text/plain; charset=nothing\r\n\r\nTwo shots"), "Two shots", [], ()),
        (
            multipart(b"Content-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment\r\n\r\nNote"),
            "",
            [("note.txt", b"Note")],
            (),
        ),
    ],
    ids=["photo", "alternative", "html", "winmail", "letter-in-a-letter", "charset", "text-as-a-file"],
)
def test_parts(content, text, files, faults):
    letter = read_letter(content)

    assert (letter.text, letter.faults) == (text, faults)
    assert [file.name for file in letter.files] == [name for name, _content in files]
    assert all(want is None or file.content == want for file, (_name, want) in zip(letter.files, files, strict=True))


def nested(depth: int) -> bytes:
    message = email.message.EmailMessage()
    message.set_content("inmost")
    for _ in range(depth):
        outer = email.message.EmailMessage()
        outer.make_mixed()
        outer.attach(message)
        message = outer
    return message.as_bytes()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"x" * (letters.LARGEST + 1), "too-large", id="large"),
        pytest.param(multipart(*[TEXT] * 400), "too-many-parts", id="parts"),
        pytest.param(nested(60), "too-deep", id="deep"),
        pytest.param(b"Subject: s\r\n\r\n" + b"a " * 200_000, "cut", id="long"),
    ],
)
def test_what_goes_beyond_a_limit_is_said(content, fault):
    assert fault in read_letter(content).faults


def test_a_letter_without_an_id_is_known_by_its_bytes():
    assert read_letter(b"Subject: a\n\nb").message_id == read_letter(b"Subject: a\n\nb").message_id
    assert read_letter(b"Subject: a\n\nb").message_id != read_letter(b"Subject: a\n\nc").message_id


def test_signs_that_nobody_can_store_are_replaced():
    assert "\0" not in read_letter(b"Subject: a\0b\n\nc\0d\xff").text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", ""),
        ("a<br>b", "a\nb"),
        ("<style>p{}</style><title>t</title>a", "a"),
        ("&lt;b&gt;", "<b>"),
        ("<p>a<p>b", "a\nb"),
        ("<a href='javascript:x()'>tap</a>", "tap"),
        ("<![CDATA[x]]>b", "b"),
        ("<table><tr><td>a</table>", "a"),
    ],
)
def test_of_a_page_only_the_words_are_taken(html, words):
    assert words_of_html(html) == words


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_a_letter(content):
    letter = read_letter(content)
    letter.text.encode()
    letter.subject.encode()
    assert letter.message_id


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 3), st.data())
def test_a_damaged_letter_is_a_letter(which, data):
    content = bytearray((PLAIN, multipart(TEXT, PHOTO), multipart(TEXT, HTML, kind="alternative"), nested(3))[which])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    letter = read_letter(bytes(content))
    for text in (letter.text, letter.subject, letter.sender, letter.message_id, *(file.name for file in letter.files)):
        text.encode()
