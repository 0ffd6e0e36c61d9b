"""Erasing a person takes two, and leaves every other proof standing."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.accounts.models import User
from evenhand_web.ledger import publishing, queries
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.models import Entry
from evenhand_web.proofs import queries as proofs
from evenhand_web.proofs.models import ErasureOrder
from evenhand_web.proofs.services import erasing
from web.conftest import NOW

pytestmark = pytest.mark.django_db
WHY = {"basis": "Art. 17 GDPR", "ordered_by": "Data protection office"}


@pytest.fixture
def second(world):
    """A second administrator."""
    account = accounts.Account(username="second", organisation="mission", role="administrator")
    return actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))


def proposed(world, username="liaison.south", who="registrar", **changes):
    return erasing.propose(username=username, actor=world.actors[who], now=NOW, **{**WHY, **changes})


def test_one_proposes_and_another_carries_out(published, second):
    order = proposed(published)
    entries = Entry.objects.filter(action="intake.received", subject=published.south["report_id"])
    assert queries.sealed(entries.get().sequence).show(["author"])[0].value == "liaison.south"
    erasing.carry_out(order=order.pk, actor=second, now=NOW)

    sealed = queries.sealed(entries.get().sequence)
    assert "author" not in {one.field for one in sealed.shown}
    assert "sha256" in {one.field for one in sealed.shown}
    user = User.objects.get(pk=order.account)
    assert (user.username, user.is_active) == (f"erased-{user.pk}", False)
    told = Entry.objects.filter(action__in=("proofs.erasure-carried-out", "ledger.erased"))
    assert told.count() == 2


def test_the_name_is_gone_from_the_record_and_from_what_is_taken_away(published, second):
    erasing.carry_out(order=proposed(published).pk, actor=second, now=NOW)
    lines = "".join(map(str, queries.export(published.actors["registrar"])))
    authors = [row.actor for row in queries.entries(published.actors["registrar"], search="intake").rows]

    assert "liaison.south" not in authors
    assert '"author","salt"' not in lines or "liaison.south" not in lines.replace("sender", "")
    assert not queries.entries(published.actors["registrar"], search="liaison.south").rows


def test_every_proof_of_everything_else_still_verifies(published, second):
    size = publishing.newest().checkpoint.size
    before = {entry.sequence: entry.statement for entry in Entry.objects.filter(pk__lte=size)}
    erasing.carry_out(order=proposed(published).pk, actor=second, now=NOW)
    publishing.publish(NOW)

    assert check().faults == ()
    assert {entry.sequence: entry.statement for entry in Entry.objects.filter(pk__lte=size)} == before
    received = Entry.objects.get(action="intake.received", subject=published.north["report_id"]).sequence
    assert proofs.bundle(published.actors["liaison.north"], received, frozenset({"sha256", "author"})).shown


@pytest.mark.parametrize("who", ["registrar", "liaison.south"])
def test_nobody_carries_out_alone_or_against_themselves(published, second, who):
    order = proposed(published, username="registrar" if who == "registrar" else "second")
    actor = published.actors["registrar"] if who == "registrar" else second
    with pytest.raises(Problem) as problem:
        erasing.carry_out(order=order.pk, actor=actor, now=NOW)
    assert problem.value.code == "proofs.not-alone"


def test_an_order_is_open_once_and_can_be_taken_back(published, second):
    order = proposed(published)
    with pytest.raises(Problem) as problem:
        proposed(published)
    assert problem.value.code == "proofs.order-open"
    erasing.take_back(order=order.pk, actor=published.actors["registrar"], now=NOW)
    with pytest.raises(Problem) as problem:
        erasing.carry_out(order=order.pk, actor=second, now=NOW)
    assert problem.value.code == "proofs.no-such-order"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": "nobody"}, "proofs.no-such-account"),
        ({"basis": " "}, "ledger.without-basis"),
        ({"ordered_by": ""}, "ledger.without-basis"),
        ({"who": "duty"}, "accounts.not-permitted"),
    ],
)
def test_what_cannot_be_proposed_says_why(published, changes, code):
    with pytest.raises(Problem) as problem:
        proposed(published, **changes)
    assert problem.value.code == code
    assert not ErasureOrder.objects.exclude(ordered_by="A court").exists()


def test_the_page_shows_before_what_would_be_lost_and_leads_through(published, second, client_of):
    registrar = client_of("registrar")
    assert "There is no account of that name" in registrar.get("/proofs/erasures/?account=x").content.decode()
    text = registrar.get("/proofs/erasures/?account=liaison.south").content.decode()
    assert "Entries that would no longer tell who did them" in text
    answer = registrar.post("/proofs/erasures/", {"account": "liaison.south", **WHY})
    assert answer.status_code == 302
    assert registrar.post("/proofs/erasures/", {"account": "liaison.south", **WHY}).status_code == 409

    order = ErasureOrder.objects.exclude(ordered_by="A court").get()
    assert "Another administrator has to carry it out" in registrar.get("/proofs/erasures/").content.decode()
    assert registrar.post(f"/proofs/erasures/{order.pk}/", {"verb": "carry-out"}).status_code == 403
    assert client_of("second").post(f"/proofs/erasures/{order.pk}/", {"verb": "carry-out"}).status_code == 302
    assert "liaison.south" not in registrar.get("/proofs/erasures/").content.decode()
