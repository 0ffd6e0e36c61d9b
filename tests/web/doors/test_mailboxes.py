"""A letter is marked as taken in its mailbox only when it is safe here."""

from pathlib import Path

import pytest
from django.core.management import call_command

from evenhand.foundation.problems import Problem
from evenhand_web.doors import mailboxes
from evenhand_web.doors.mailboxes import BAD_MAILBOX, MAILBOX_UNREACHABLE, waiting
from evenhand_web.doors.management.commands import fetch_mail
from evenhand_web.doors.management.commands.bundle import NO_SUCH_USER
from evenhand_web.doors.management.commands.fetch_mail import NO_MAILBOX, PASSWORD_UNREADABLE
from evenhand_web.doors.models import Message
from simulators import dovecot
from web.doors.samples import a_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def maildir(tmp_path) -> Path:
    folder = tmp_path / "mail"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def fetch(address: str) -> None:
    call_command("fetch_mail", f"--from={address}")


def names(folder: Path) -> list[str]:
    return sorted(path.name for part in ("new", "cur") for path in (folder / part).iterdir())


class TestAMaildir:
    def test_gives_each_letter_once_and_marks_it(self, maildir):
        (maildir / "new" / "1.host").write_bytes(a_letter())
        (maildir / "cur" / "2.host:2,R").write_bytes(a_letter(message_id="<2@x>"))
        (maildir / "cur" / "3.host:2,S").write_bytes(a_letter(message_id="<3@x>"))
        for _ in range(2):
            fetch(f"maildir://{maildir}")

        assert Message.objects.count() == 2
        assert names(maildir) == ["1.host:2,S", "2.host:2,RS", "3.host:2,S"]

    def test_keeps_a_letter_that_could_not_be_made_safe(self, maildir, monkeypatch):
        (maildir / "new" / "1.host").write_bytes(a_letter())

        def full(**_facts):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(fetch_mail, "take_letter", full)
        with pytest.raises(OSError, match="No space"):
            fetch(f"maildir://{maildir}")

        assert names(maildir) == ["1.host"]

    def test_leaves_what_is_too_large_and_follows_no_link(self, maildir, monkeypatch, capsys):
        monkeypatch.setattr(mailboxes, "_HELD_AT_ONCE", 10)
        (maildir / "new" / "1.host").write_bytes(a_letter())
        (maildir / "new" / "2.host").symlink_to("/etc/hostname")
        fetch(f"maildir://{maildir}")

        assert Message.objects.count() == 0
        assert "left where it is: 1.host" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("", NO_MAILBOX), ("pop3://host/", BAD_MAILBOX), ("imap://reports@mail.example/INBOX", BAD_MAILBOX),
        ("maildir:///nowhere", MAILBOX_UNREACHABLE), ("imap://me:secret@127.0.0.1:1/INBOX", MAILBOX_UNREACHABLE),
    ],
)  # fmt: skip
def test_a_mailbox_that_cannot_be_read_is_named_without_its_password(address, kind):
    with pytest.raises(Problem) as caught:
        fetch(address)

    assert caught.value.kind is kind
    assert "secret" not in str(caught.value)


def test_a_file_with_a_password_that_is_not_there_is_named(monkeypatch, maildir):
    monkeypatch.setenv("EVENHAND_MAIL_PASSWORD_FILE", "/nowhere/password")
    with pytest.raises(Problem) as caught:
        fetch(f"maildir://{maildir}")

    assert caught.value.kind is PASSWORD_UNREADABLE


def test_a_bundle_is_made_by_somebody():
    with pytest.raises(Problem) as caught:
        call_command("bundle", "--as=nobody", "keys")

    assert caught.value.kind is NO_SUCH_USER


@pytest.mark.skipif(not dovecot.may_run(), reason=dovecot.MISSING)
class TestARealServer:
    def test_gives_each_letter_once_and_marks_it_when_it_is_safe(self, monkeypatch):
        monkeypatch.setenv("EVENHAND_MAIL_PASSWORD", dovecot.PASSWORD)
        with dovecot.server() as server:
            server.deliver("1.host", a_letter("قصف ليلي"))
            server.deliver("2.host", b"\x00\xff no letter at all")
            first = next(waiting(server.address, password=dovecot.PASSWORD, skipped=print))
            assert (first.content.startswith(b"From:") or b"\xff" in first.content, server.seen()) == (True, 0)
            fetch(server.address)
            assert (Message.objects.count(), server.seen()) == (2, 2)
            fetch(server.address)

        assert Message.objects.filter(subject="قصف ليلي").exists()
        assert Message.objects.count() == 2

    def test_refuses_a_wrong_password_and_says_so(self, monkeypatch):
        monkeypatch.setenv("EVENHAND_MAIL_PASSWORD", "wrong")
        with dovecot.server() as server, pytest.raises(Problem) as caught:
            fetch(server.address)

        assert caught.value.kind is MAILBOX_UNREACHABLE
