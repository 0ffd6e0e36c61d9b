"""What an operator does at the terminal before anybody can sign in."""

import io

import pytest
from django.core.management import call_command

from evenhand_web.accounts.models import Membership, Organisation
from evenhand_web.agreements.queries import current

pytestmark = pytest.mark.django_db


def member(monkeypatch, *words, password="correct horse battery 9"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    call_command("member", *words, stdout=out)
    return out.getvalue()


def test_member_makes_an_account_that_can_sign_in(monkeypatch, client):
    said = member(monkeypatch, "olga", "--role", "administrator")

    assert said == "olga: administrator of mission\n"
    assert client.login(username="olga", password="correct horse battery 9")
    assert Membership.objects.get(user__username="olga").role == "administrator"


def test_member_keeps_the_names_of_an_organisation_that_is_there(monkeypatch):
    member(monkeypatch, "olga", "--role", "administrator", "--name", "Monitoring mission")
    member(monkeypatch, "sami", "--role", "monitor")

    assert Organisation.objects.get(key="mission").names == {"en": "Monitoring mission"}


def test_adopt_takes_a_bundled_agreement_and_the_same_again_changes_nothing():
    for _ in range(2):
        out = io.StringIO()
        call_command("adopt", "undof-1974", stdout=out)

    assert out.getvalue().startswith("undof-1974 1 (")
    assert [agreement.id for agreement in current()] == ["undof-1974"]
