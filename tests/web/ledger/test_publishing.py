"""The log that is published: what it holds, that it keeps to what it signed, and whose cosignatures it takes."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import Bundle, verify_bundle
from evenhand.ledger.checkpoints import with_signatures
from evenhand.ledger.notes import COSIGNATURE, sign, signing_key
from evenhand.ledger.witness import Trust, look
from evenhand.sources.ledger_files import LOG_IN_USE, Folder
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import keys, publishing, queries
from evenhand_web.ledger.models import Entry, Opening
from evenhand_web.ledger.services import record
from web.conftest import NOW

NORTH, SOUTH = (signing_key(f"{name}.example", bytes([number]) * 32, kind=COSIGNATURE) for number, name in
                enumerate(("north", "south"), 1))  # fmt: skip
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean(db, settings, tmp_path):
    settings.LEDGER_KEY_FILE = str(tmp_path / "keys")
    settings.LEDGER_POLICY = str(tmp_path / "policy")
    Path(settings.LEDGER_POLICY).write_text(
        f"log {keys.verifier()}\nwitness north {NORTH.verifier}\nwitness south {SOUTH.verifier}\n"
        "group final all north south\nquorum final\n"
    )


def write(count):
    with transaction.atomic():
        for n in range(count):
            record(action="tests.act", subject=f"subject-{n}", actor=SYSTEM, at=NOW, details={"n": n})


def cosigned(found, *witnesses):
    added = [sign(found.note.text, key, at_s=int(AT.timestamp())) for key in witnesses]
    return with_signatures(found.note, added).content()


def seen_by_witness(memory=None):
    trust = Trust(logs=(keys.verifier(),), clocks=(keys.clock_key(),))
    return look(
        Folder(publishing.folder()), memory, trust=trust, key=NORTH, now_s=int(AT.timestamp()), stalled_after_s=9999
    )


def without_triggers():
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_opening"):
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}")


class TestPublish:
    def test_a_witness_finds_it_sound_as_it_grows(self):
        write(3)
        publishing.publish(AT)
        first = seen_by_witness()
        write(300)
        publishing.publish(AT)
        second = seen_by_witness(first.memory)

        assert (first.findings, second.findings) == ((), ())
        assert second.checkpoint.size == 303

    def test_an_entry_is_proved_with_what_it_says(self):
        write(5)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH, SOUTH), AT)
        sealed = queries.sealed(4)
        bundle = Bundle(entry=sealed.statement.entry(), proof=queries.proof(4), shown=sealed.show(["n"]))
        verdict = verify_bundle(bundle, keys.policy())

        assert (verdict.index, verdict.lacking, verdict.shown[0].value) == (3, (), 3)

    def test_the_same_tree_signed_again_keeps_its_cosignatures(self):
        write(2)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH), AT)
        found = publishing.publish(AT + timedelta(minutes=2))

        assert NORTH.verifier in found.cosigned()
        assert publishing.signed_at(found) == AT + timedelta(minutes=2)

    def test_an_entry_is_proved_under_a_final_checkpoint_rather_than_the_newest(self):
        write(2)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH, SOUTH), AT)
        write(1)
        publishing.publish(AT)

        assert b"\n2\n" in queries.proof(1).checkpoint
        assert b"\n3\n" in queries.proof(3).checkpoint

    def test_says_of_an_entry_that_it_is_in_no_checkpoint_yet(self):
        write(1)
        publishing.publish(AT)
        write(1)
        with pytest.raises(Problem) as caught:
            queries.proof(2)
        assert caught.value.code == "ledger.not-published"

    @pytest.mark.parametrize("how", ["removed", "changed", "moved"])
    def test_signs_nothing_more_once_the_database_lost_what_was_signed(self, how):
        write(3)
        before = publishing.publish(AT)
        without_triggers()
        last = Entry.objects.filter(sequence=3)
        Opening.objects.filter(entry=3).delete()
        if how == "changed":
            last.update(statement=Entry.objects.get(sequence=2).statement)
        else:
            last.delete() if how == "removed" else last.update(sequence=5)
        with pytest.raises(Problem) as caught:
            publishing.publish(AT)
        assert caught.value.code == "ledger.record-behind"
        assert publishing.newest() == before


class TestCosignatures:
    def test_of_both_make_a_checkpoint_final(self):
        write(2)
        found = publishing.publish(AT)
        publishing.take_cosignatures(cosigned(found, NORTH), AT)
        assert publishing.final_for(2) is None
        publishing.take_cosignatures(cosigned(found, SOUTH), AT)

        assert publishing.final_for(2).checkpoint.size == 2
        assert publishing.final_for(3) is None
        assert set(publishing.newest().cosigned()) == {NORTH.verifier, SOUTH.verifier, keys.clock_key()}

    def test_of_an_earlier_checkpoint_are_kept_for_what_it_covers(self):
        write(2)
        found = publishing.publish(AT)
        write(1)
        publishing.publish(AT)
        publishing.take_cosignatures(cosigned(found, NORTH, SOUTH), AT)

        assert publishing.final_for(1).checkpoint.size == 2
        assert NORTH.verifier not in publishing.newest().cosigned()

    def test_of_a_history_that_was_signed_before_stay_as_evidence(self):
        write(2)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), NORTH), AT)
        without_triggers()
        shutil.rmtree(publishing.folder() / "tile")
        shutil.rmtree(publishing.folder() / "state")
        (publishing.folder() / "checkpoint").unlink()
        first, second = (Entry.objects.get(sequence=number).statement for number in (1, 2))
        Entry.objects.filter(sequence=1).update(statement=second)
        Entry.objects.filter(sequence=2).update(statement=first)
        publishing.take_cosignatures(cosigned(publishing.publish(AT), SOUTH), AT)

        assert len(list((publishing.folder() / "kept").iterdir())) == 2
        assert NORTH.verifier not in publishing.newest().cosigned()

    def test_of_a_stranger_are_refused(self):
        write(2)
        stranger = signing_key("north.example", bytes(32), kind=COSIGNATURE)
        with pytest.raises(Problem) as caught:
            publishing.take_cosignatures(cosigned(publishing.publish(AT), stranger), AT)
        assert caught.value.code == "ledger.strange-checkpoint"


def test_says_when_there_is_something_to_sign():
    assert publishing.is_due(AT, every_s=60)
    publishing.publish(AT)
    assert not publishing.is_due(AT, every_s=60)
    assert publishing.is_due(AT + timedelta(seconds=60), every_s=60)
    write(1)
    assert publishing.is_due(AT, every_s=60)


def test_the_command_publishes(capsys):
    write(2)
    call_command("publish_ledger")
    assert "2 entries" in capsys.readouterr().out


def test_the_command_goes_on_when_the_database_is_busy_and_ends_when_the_log_is_damaged(monkeypatch, capsys):
    faults = [LOG_IN_USE(folder="x"), OperationalError("locked"), publishing.RECORD_BEHIND(size=2, rows=1, entry=2)]

    def publish(_now):
        raise faults.pop(0)

    monkeypatch.setattr(publishing, "publish", publish)
    with pytest.raises(SystemExit) as status:
        call_command("publish_ledger", every=0.01)
    assert (status.value.code, faults) == (1, [])
    assert "locked" in capsys.readouterr().err
