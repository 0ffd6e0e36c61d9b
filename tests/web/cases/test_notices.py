"""Notices are made in one go and mailed one by one; one address that is refused holds nothing up."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse

from evenhand_web.accounts.models import User
from evenhand_web.cases import services
from evenhand_web.cases.models import Notice
from evenhand_web.cases.services import notices
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.cases.conftest import DAY

REFUSED = "officer-north@example.org"


class Choosy(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages):
        assert len(connection.savepoint_ids) == 0, "mail goes while a transaction of ours is open"
        if any(REFUSED in message.to for message in messages):
            raise SMTPRecipientsRefused({REFUSED: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def told(story, settings):
    """A case whose team has addresses, one of which the mail server refuses."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = f"{__name__}.Choosy", "mail.example"
    told = story().to_fact_finding()
    for user in User.objects.filter(username__startswith="officer-"):
        user.email = f"{user.username}@example.org"
        user.save()
    return told


def remind(told, later=0 * DAY) -> tuple[int, int]:
    return services.remind(actor=told.people["duty"], now=told.now + later)


def test_an_address_that_is_refused_holds_nobody_else_up(told, mailoutbox, caplog):
    with caplog.at_level(logging.ERROR):
        assert remind(told) == (0, 1)

    assert [mail.to for mail in mailoutbox] == [["officer-south@example.org"]]
    assert set(Notice.objects.exclude(mailed_at=None).values_list("user__username", flat=True)) == {"officer-south"}
    assert "SMTPRecipientsRefused" in caplog.text
    assert REFUSED not in caplog.text


def test_what_was_mailed_is_not_mailed_again_and_what_was_not_is_tried_again(told, mailoutbox, monkeypatch):
    remind(told)
    monkeypatch.setattr(f"{__name__}.REFUSED", "nobody@example.org")

    assert remind(told) == (0, 1)
    assert [mail.to for mail in mailoutbox] == [["officer-south@example.org"], ["officer-north@example.org"]]


def test_somebody_else_who_mails_at_the_same_time_mails_another(told, mailoutbox):
    notice = Notice.objects.get(user__username="officer-south")
    Notice.objects.filter(pk=notice.pk).update(mailed_at=told.now)

    assert not notices._mail(notice, told.now)
    assert mailoutbox == []


def test_the_record_says_how_many_were_told_and_how_many_were_mailed(told):
    remind(told)
    assert remind(told, 30 * DAY)[0] > 0

    said = [read_entry(entry).details for entry in Entry.objects.filter(action__startswith="cases.remind")]
    assert all('"told"' in one or '"mailed"' in one for one in said)
    assert len(said) >= 2


@pytest.mark.parametrize("chosen", ["²", "١", "-1", "9" * 30, "x"])
def test_what_is_no_number_of_a_notice_marks_nothing(told, browser, chosen):
    answer = browser("officer-south").post(reverse("cases:notices"), {"notice": [chosen]})

    assert answer.status_code == 302
    assert not Notice.objects.exclude(read_at=None).exists()
