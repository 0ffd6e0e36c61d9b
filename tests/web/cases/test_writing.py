"""What the record says of acts: enough to prove them later, and too little to guess them from."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from evenhand.cases import acts
from evenhand.reports.codes import Protection
from evenhand_web.cases.models import Act
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.cases.conftest import COMPLAINT


def entries() -> list[Entry]:
    return [entry for entry in Entry.objects.all() if entry.action.startswith("cases.")]


def digest(salt: str, content: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + content.encode()).hexdigest()


def test_a_digest_is_no_help_in_guessing_what_was_said(story):
    story().steps("register", "acknowledge")
    rows = list(Act.objects.all())

    assert all(row.digest == digest(row.salt, row.content) != digest("", row.content) for row in rows)
    assert len({row.salt for row in rows}) == len(rows)
    assert all(len(row.salt) == 32 for row in rows)


def test_the_salt_is_shown_nowhere(story, browser):
    told = story().to_fact_finding()
    salts = set(Act.objects.values_list("salt", flat=True))
    shown = "".join(
        browser(user).get(reverse(f"cases:{name}", args=[told.id])).content.decode()
        for user in ("duty", "liaison-north")
        for name in ("case", "print")
    )

    assert not any(salt in shown or any(salt in read_entry(entry).details for entry in entries()) for salt in salts)


def test_acts_are_still_append_only(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'cases_act'")
        assert cursor.fetchone() == (2,)


class TestProtected:
    @pytest.fixture
    def told(self, story):
        return story(content=replace(COMPLAINT, protection=Protection.CONFIDENTIAL))

    def test_the_record_does_not_say_who_brought_it_or_withdrew_it(self, told):
        told.steps("register", "acknowledge").steps("withdraw", by="liaison-north")
        told_by = [(entry.action, read_entry(entry).actor, entry.organisation) for entry in entries()]

        assert told_by[0] == ("cases.opened", "evenhand", "")
        assert ("cases.stepped", "evenhand", "") in told_by
        assert ("cases.stepped", "duty", "mission") in told_by
        assert not any("north" in organisation for _action, _user, organisation in told_by)
        assert not any("north" in read_entry(entry).details for entry in entries())

    def test_it_can_be_proved_later_who_it_was(self, told):
        row = Act.objects.get(number=1)
        said = json.dumps({"organisation": "north", "user": "liaison-north"}, separators=(",", ":"))

        assert json.loads(read_entry(entries()[0]).details)["by"] == digest(row.salt, said)

    def test_what_they_do_as_a_party_stays_theirs(self, told):
        told.do("liaison-north", acts.Commented(text="More of it."))

        assert (read_entry(entries()[-1]).actor, entries()[-1].organisation) == ("liaison-north", "north")


def test_who_brought_an_open_case_is_on_record(story):
    story()

    assert (read_entry(entries()[0]).actor, entries()[0].organisation) == ("liaison-north", "north")
    assert "by" not in json.loads(read_entry(entries()[0]).details)
