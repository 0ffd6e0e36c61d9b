"""Keys: who may enrol, use and retire them; what the server attests."""

import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from evenhand.cases.signing import BAD_SIGNATURE, require_good, sign
from evenhand.cases.verifying import WEAK_KEY
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from evenhand_web.signing import access, queries, services
from evenhand_web.signing.models import Challenge, Key
from evenhand_web.signing.proofs import Proof
from evenhand_web.signing.server_key import KEY_DAMAGED, server_key
from web.conftest import NOW
from web.signing.samples import SESSION, enrolled, private, proof, public, signature, statement

HOUR = timedelta(hours=1)


@pytest.fixture
def layla(actor):
    return actor("liaison", username="layla")


@pytest.fixture
def omar(actor):
    return actor("liaison", "south", username="omar")


def refused(kind, call, **arguments):
    with pytest.raises(Problem) as found:
        call(**arguments)
    assert found.value.kind is kind


def own(who, said, signed, now=NOW):
    access.own_signature(actor=who, statement=said, signature=signed, now=now)


class TestEnrol:
    def test_a_key_is_enrolled_by_who_shows_that_they_hold_it(self, layla):
        key = enrolled(layla)

        row = queries.keys_of(layla)[0]
        assert (row.id, row.label, row.held, row.retired_at) == (key, "Laptop", "browser", None)
        entry = Entry.objects.get(action="signing.enrol")
        assert (read_entry(entry).actor, entry.subject) == ("layla", f"key-{key}")
        assert public(private()) in read_entry(entry).details
        assert "Laptop" not in read_entry(entry).details

    def test_a_challenge_holds_once(self, layla):
        asked = services.challenge(session=SESSION, actor=layla, now=NOW)
        shown = proof(private(), asked, "layla")
        services.enrol(proof=shown, label="a", session=SESSION, actor=layla, now=NOW)

        again = proof(private(2), asked, "layla")
        refused(services.NOT_PROVEN, services.enrol, proof=again, label="b", session=SESSION, actor=layla, now=NOW)

    @pytest.mark.parametrize(
        ("session", "later"),
        [
            pytest.param("another", timedelta(0), id="in-another-session"),
            pytest.param(SESSION, services.VALID, id="too-late"),
        ],
    )
    def test_a_challenge_holds_soon_and_in_its_session(self, layla, session, later):
        shown = proof(private(), services.challenge(session=SESSION, actor=layla, now=NOW), "layla")

        refused(
            services.NOT_PROVEN, services.enrol, proof=shown, label="a", session=session, actor=layla, now=NOW + later
        )

    def test_a_challenge_of_somebody_else_is_none(self, layla, omar):
        shown = proof(private(), services.challenge(session=SESSION, actor=layla, now=NOW), "omar")

        refused(services.NOT_PROVEN, services.enrol, proof=shown, label="a", session=SESSION, actor=omar, now=NOW)

    def test_who_signs_with_another_key_has_shown_nothing_and_spent_the_challenge(self, layla):
        asked = services.challenge(session=SESSION, actor=layla, now=NOW)
        good = proof(private(), asked, "layla")
        bad = replace(good, public_key=public(private(2)))
        for shown in (bad, good):
            refused(services.NOT_PROVEN, services.enrol, proof=shown, label="a", session=SESSION, actor=layla, now=NOW)

    def test_a_key_is_one_persons_for_ever(self, layla, omar):
        enrolled(layla)
        refused(services.KEY_TAKEN, enrolled, actor=omar)
        refused(services.KEY_TAKEN, enrolled, actor=layla)

    @pytest.mark.parametrize("label", ["", "  ", "x" * 101, "a\u202eb"], ids=["none", "blank", "long", "reversing"])
    def test_a_key_has_a_name(self, layla, label):
        refused(services.LABEL_MISSING, enrolled, actor=layla, label=label)

    def test_a_key_that_fits_many_statements_is_none(self, layla):
        shown = Proof(public_key="01" + "00" * 31, challenge="c", value="00" * 64)

        refused(WEAK_KEY, services.enrol, proof=shown, label="a", session=SESSION, actor=layla, now=NOW)

    def test_nobody_hoards_keys(self, layla, monkeypatch):
        monkeypatch.setattr(services, "MOST_KEYS", 1)
        enrolled(layla)
        refused(services.TOO_MANY_KEYS, enrolled, actor=layla, seed=2)

    def test_old_challenges_are_swept(self, layla):
        services.challenge(session=SESSION, actor=layla, now=NOW - 48 * HOUR)
        services.challenge(session=SESSION, actor=layla, now=NOW)

        assert Challenge.objects.count() == 1


class TestRenameAndRetire:
    def test_a_retired_key_makes_nothing_new_and_verifies_what_is_old(self, layla):
        key = enrolled(layla)
        said = statement("layla")
        signed = signature(said)
        own(layla, said, signed)
        services.retire(key=key, reason="lost", actor=layla, now=NOW + HOUR)
        services.retire(key=key, reason="exposed", actor=layla, now=NOW + 2 * HOUR)

        refused(access.KEY_RETIRED, own, who=layla, said=said, signed=signed, now=NOW + HOUR)
        shown = queries.shown(statement=said, signature=signed)
        assert (shown.fits, shown.whose, shown.holder.retired_at) == (True, "own", NOW + HOUR)
        assert Entry.objects.filter(action="signing.retire").count() == 1
        assert queries.to_sign(**FACTS, actor=layla, now=NOW).keys == ()

    def test_a_key_of_somebody_else_looks_like_none(self, layla, omar):
        key = enrolled(layla)
        for mine in (key, "none"):
            refused(access.NO_SUCH_KEY, services.retire, key=mine, reason="lost", actor=omar, now=NOW)
            refused(access.NO_SUCH_KEY, services.rename, key=mine, label="b", actor=omar, now=NOW)

    def test_a_key_is_retired_for_a_reason(self, layla):
        refused(services.NO_SUCH_REASON, services.retire, key=enrolled(layla), reason="so", actor=layla, now=NOW)

    def test_a_name_can_be_changed(self, layla):
        services.rename(key=enrolled(layla), label=" Desk  top ", actor=layla, now=NOW)

        assert queries.keys_of(layla)[0].label == "Desk top"


FACTS = {"case": "C", "version": 1, "digest": "ab", "organisation": "north", "side": "north"}


class TestOwnSignature:
    def test_one_with_ones_own_key_is_taken_and_noted(self, layla):
        enrolled(layla)
        said = statement("layla")
        own(layla, said, signature(said), now=NOW + HOUR)

        assert queries.keys_of(layla)[0].last_used_at == NOW + HOUR

    def test_the_key_of_somebody_else_is_refused(self, layla, omar):
        enrolled(omar)
        said = statement("layla")
        refused(access.NOT_YOUR_KEY, own, who=layla, said=said, signed=signature(said))

    def test_a_key_that_nobody_enrolled_is_refused(self, layla):
        said = statement("layla")
        refused(access.NOT_YOUR_KEY, own, who=layla, said=said, signed=signature(said))

    def test_ones_own_key_cannot_pass_for_the_server(self, layla):
        enrolled(layla)
        said = statement("layla")
        refused(access.NOT_YOUR_KEY, own, who=layla, said=said, signed=signature(said, held="server"))

    def test_the_server_cannot_pass_for_ones_own_key(self, layla):
        said = statement("layla")
        made = services.attest(statement=said, actor=layla, now=NOW)
        refused(access.NOT_YOUR_KEY, own, who=layla, said=said, signed=replace(made, held="browser"))

    def test_another_statement_than_the_signed_one_is_refused(self, layla):
        enrolled(layla)
        signed = signature(statement("layla"))
        refused(BAD_SIGNATURE, own, who=layla, said=statement("layla", version=3), signed=signed)

    def test_what_somebody_else_says_is_refused(self, layla):
        enrolled(layla)
        said = statement("omar")
        refused(access.NOT_YOUR_STATEMENT, own, who=layla, said=said, signed=signature(said))

    @pytest.mark.parametrize("at", ["2020-12-27T12:00:00Z", "2020-12-29T12:06:00Z", "", "now"])
    def test_what_was_not_signed_now_is_refused(self, layla, at):
        enrolled(layla)
        said = statement("layla", signed_at=at)
        refused(access.NOT_SIGNED_NOW, own, who=layla, said=said, signed=signature(said))


class TestAttest:
    def test_says_that_it_is_the_server_and_stands_in_the_record(self, layla):
        said = statement("layla")
        made = services.attest(statement=said, actor=layla, now=NOW)

        require_good(said, made)
        own(layla, said, made)
        assert made.held == "server"
        assert queries.holder_of(made.key).username is None
        assert queries.shown(statement=said, signature=made).whose == "server"
        services.attest(statement=said, actor=layla, now=NOW)
        assert list(Entry.objects.values_list("action", flat=True).order_by("sequence"))[-3:] == [
            "signing.server-key",
            "signing.attest",
            "signing.attest",
        ]

    def test_attests_nobody_elses_word(self, layla):
        for who in (layla, SYSTEM):
            refused(access.NOT_YOUR_STATEMENT, services.attest, statement=statement("omar"), actor=who, now=NOW)
        said = statement(SYSTEM.username)
        refused(access.NOT_YOUR_STATEMENT, services.attest, statement=said, actor=SYSTEM, now=NOW)

    def test_its_key_is_made_once_and_closed_to_others(self, settings, tmp_path):
        settings.WORKSPACE = tmp_path
        first = public(server_key())

        path = Path(tmp_path) / "attestation-key"
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert public(server_key()) == first
        path.write_text("short")
        refused(KEY_DAMAGED, server_key)

    def test_its_key_can_come_from_the_environment(self, settings):
        settings.ATTESTATION_KEY = "01" * 32

        assert public(server_key()) == public(private())


class TestShown:
    def test_a_signature_with_the_key_of_somebody_else_is_a_strangers(self, layla, omar):
        enrolled(omar)
        said = statement("layla")
        assert queries.shown(statement=said, signature=signature(said)).whose == "stranger"

    def test_a_signature_that_does_not_fit_hands_out_no_files(self, layla):
        signed = sign(statement("layla"), private(), held="browser")
        found = queries.shown(statement=statement("layla", version=9), signature=signed)

        assert (found.fits, found.files) == (False, ())

    def test_nobody_knows_the_holder_of_an_unknown_key(self, db):
        assert queries.holder_of("00" * 32) is None


@pytest.mark.django_db
def test_the_database_keeps_the_servers_keys_and_peoples_apart(layla):
    enrolled(layla)
    with pytest.raises(IntegrityError), transaction.atomic():
        Key.objects.update(held="server")
