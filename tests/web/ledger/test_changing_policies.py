"""Policies and keys of the log that are replaced while the pages go on writing."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from evenhand.foundation.problems import Problem
from evenhand.ledger.archive_checking import check_archive
from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.bundles import Bundle, verify_bundle
from evenhand.ledger.history import CHANGED, History, Revocation, verify_history
from evenhand.ledger.notes import COSIGNATURE, sign, signing_key
from evenhand.sources.archive_files import archive_at, write_folder
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import Organisation
from evenhand_web.ledger import keys, publishing, queries
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.services import STEP_TOO_LATE, change_policy, record
from evenhand_web.proofs.packing import handover_for
from simulators.policies import approved
from web.conftest import NOW
from web.ledger.test_publishing import AT, NORTH, SOUTH, cosigned

NORTH_2 = signing_key("north.example/2", bytes([9]) * 32, kind=COSIGNATURE)


def policy_of(north):
    return (
        f"log {keys.verifier()}\nwitness clock {keys.clock_key()}\nwitness north {north.verifier}\n"
        f"witness south {SOUTH.verifier}\ngroup final all north south\nquorum final\n"
    )


@pytest.fixture(autouse=True)
def first(db, settings, tmp_path):
    settings.LEDGER_KEY_FILE = str(tmp_path / "keys")
    settings.LEDGER_POLICY = str(tmp_path / "policy")
    Path(settings.LEDGER_POLICY).write_text(policy_of(NORTH))
    return Path(settings.LEDGER_POLICY)


def write(count):
    with transaction.atomic():
        for n in range(count):
            record(action="tests.act", subject=f"subject-{n}", actor=SYSTEM, at=NOW, details={"n": n})


def history(size, *by, revoked=()):
    known = History(policies=(policy_of(NORTH),))
    step = known.then(policy_of(NORTH_2), origin=keys.verifier().name, size=size, revoked=revoked)
    return approved(step, *by)


def finals():
    return [publishing.final_for(size) is not None for size in (2, 3)]


class TestAWitnessWithANewKey:
    def test_is_one_from_the_step_on_and_what_was_final_stays_final(self, first, tmp_path):
        write(2)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH, SOUTH), AT)
        (tmp_path / "history").write_bytes(history(3, NORTH, NORTH_2, SOUTH).content())
        call_command("enter_policy", str(tmp_path / "history"))
        first.write_bytes((tmp_path / "history").read_bytes())
        newest = publishing.publish(AT)
        publishing.take_cosignatures(cosigned(newest, NORTH, SOUTH), AT)
        assert finals() == [True, False]

        publishing.take_cosignatures(cosigned(newest, NORTH_2, SOUTH), AT)
        assert finals() == [True, True]
        assert keys.policy().witnesses["north"] == NORTH_2.verifier

    def test_is_told_by_an_entry_that_proves_the_step(self, first):
        write(2)
        made = history(3, NORTH, NORTH_2, SOUTH)
        entry = change_policy(history=made.content(), actor=SYSTEM, now=NOW)
        first.write_bytes(made.content())
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH_2, SOUTH), AT)
        sealed = queries.sealed(entry.sequence)
        bundle = Bundle(entry=sealed.statement.entry(), proof=publishing.proof(3), shown=sealed.show(["step"]))
        verdict = verify_bundle(bundle, verify_history(made, trusted=policy_of(NORTH)))

        assert (verdict.statement.kind, verdict.lacking) == (CHANGED, ())
        assert verdict.shown[0].value.encode() == made.steps[0].content()

    @pytest.mark.parametrize("by", [(NORTH_2, SOUTH), (NORTH, NORTH_2), (NORTH, SOUTH)])
    def test_is_not_entered_before_the_witnesses_agreed(self, by):
        with pytest.raises(Problem):
            change_policy(history=history(3, *by).content(), actor=SYSTEM, now=NOW)
        assert Entry.objects.count() == 0

    def test_is_not_entered_too_late_nor_without_a_step(self):
        write(3)
        with pytest.raises(Problem) as problem:
            change_policy(history=history(3, NORTH, NORTH_2, SOUTH).content(), actor=SYSTEM, now=NOW)
        assert problem.value.kind == STEP_TOO_LATE
        with pytest.raises(Problem):
            change_policy(history=History(policies=(policy_of(NORTH),)).content(), actor=SYSTEM, now=NOW)


def test_a_log_with_a_new_key_goes_on_and_proves_what_came_before(first, settings, tmp_path):
    write(2)
    before, old = policy_of(NORTH), keys.verifier()
    publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH, SOUTH), AT)
    key = signing_key(old.name, bytes([7]) * 32)
    after = before.replace(str(old), str(key.verifier))
    gone = Revocation(key=old, origin=old.name, size=3)
    made = approved(History(policies=(before,)).then(after, origin=old.name, size=3, revoked=[gone]), NORTH, SOUTH)
    change_policy(history=made.content(), actor=SYSTEM, now=NOW)
    first.write_bytes(made.content())
    lines = Path(settings.LEDGER_KEY_FILE).read_text().splitlines()
    Path(settings.LEDGER_KEY_FILE).write_text("\n".join([key.text(), *lines[1:]]) + "\n")
    found = publishing.publish(AT)

    assert (keys.verifier(), found.checkpoint.size) == (key.verifier, 3)
    publishing.take_cosignatures(cosigned(found, NORTH, SOUTH), AT)
    assert finals() == [True, True]
    assert sign(found.note.text, key) in found.note.signatures
    assert publishing.final_for(1).checkpoint.size == 3
    north = Organisation.objects.create(key="north", kind="party", party="north")
    made = handover_for(north, actor=SYSTEM, with_files=False, now=NOW)
    write_folder(archive_files(made), tmp_path / "archive")
    assert check_archive(archive_at(tmp_path / "archive"), None).faults == ()
    assert [one.policy for one in made.policies] == [before, after]
    assert made.policies[0].until == made.policies[1].since == queries.sealed(3).statement.at
