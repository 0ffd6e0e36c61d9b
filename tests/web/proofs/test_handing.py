"""The record handed over: whole for everybody, opened as far as the receiver's people may prove it."""

import io

import pytest
from django.core.management import call_command

from evenhand.foundation.problems import Problem
from evenhand.ledger.archive_checking import check_archive
from evenhand.ledger.archives import EVIDENCE, OPENINGS, read_exhibits, read_openings
from evenhand.ledger.policy import read_policy
from evenhand.sources.archive_files import archive_at
from evenhand_web.accounts.models import Organisation
from evenhand_web.evidence.models import Evidence
from evenhand_web.ledger import publishing, queries
from evenhand_web.ledger.models import Entry
from evenhand_web.proofs.access import entry_for
from evenhand_web.proofs.packing import reader_of
from evenhand_web.proofs.services.handing import hand_over
from web.conftest import NOW
from web.proofs.samples import take_copy

pytestmark = pytest.mark.django_db


def made(world, out, receiver="south", who="registrar", **changes):
    asked = {"receiver": receiver, "out": out, "with_files": True, "actor": world.actors[who], "now": NOW, **changes}
    return hand_over(**asked)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_archive_verifies_with_a_policy_from_elsewhere(published, tmp_path, policy_file, name):
    digest = made(published, tmp_path / name)
    check = check_archive(archive_at(tmp_path / name), read_policy(policy_file.read_text()))

    assert check.faults == ()
    assert (check.verdict.digest, check.verdict.lacking, check.verdict.manifest.made_for) == (digest, (), "south")
    assert check.verdict.held > 0
    entered = Entry.objects.get(action="proofs.handed-over")
    assert {one.field: one.value for one in queries.sealed(entered.sequence).shown}["digest"] == digest


@pytest.mark.parametrize("receiver", ["south", "north", "commission", "observer"])
def test_it_opens_what_the_receiver_s_people_may_prove_and_no_more(published, tmp_path, receiver):
    made(published, tmp_path / "out", receiver)
    reader = reader_of(Organisation.objects.get(key=receiver))
    opened = {}
    for _line, one in read_openings(archive_at(tmp_path / "out")):
        opened.setdefault(one.index + 1, set()).add(one.shown.field)
    size = Entry.objects.exclude(action="proofs.handed-over").count()
    allowed = {}
    for sequence in range(1, size + 1):
        try:
            allowed[sequence] = set(entry_for(reader, sequence).fields)
        except Problem:
            continue
    assert opened == {sequence: fields for sequence, fields in allowed.items() if fields}
    assert not any("author" in fields for fields in opened.values())


def test_the_files_of_the_other_side_are_not_in_it(published, tmp_path):
    made(published, tmp_path / "out", "south")
    held = {one.digest for _line, one in read_exhibits(archive_at(tmp_path / "out")) if one.held}

    assert Evidence.objects.get(pk=published.south["evidence_id"]).digest in held
    assert OPENINGS in archive_at(tmp_path / "out").names()
    made(published, tmp_path / "bare", "south", with_files=False)
    assert not any(one.held for _line, one in read_exhibits(archive_at(tmp_path / "bare")))


def test_who_was_shown_a_copy_does_not_get_the_original(published, tmp_path):
    taken = take_copy(published)
    publishing.publish(NOW)
    original = Evidence.objects.get(pk=taken.subject).digest
    made(published, tmp_path / "out", "south")
    archive = archive_at(tmp_path / "out")

    assert taken.sequence in {one.index + 1 for _line, one in read_openings(archive)}
    assert f"{EVIDENCE}{original}" not in archive.names()
    assert original not in {one.digest for _line, one in read_exhibits(archive)}
    assert original.encode() not in archive.read(OPENINGS)
    made(published, tmp_path / "all", "mission")
    assert f"{EVIDENCE}{original}" in archive_at(tmp_path / "all").names()


def test_the_log_does_not_tell_who_took_the_record_away(published, tmp_path):
    digest = made(published, tmp_path / "out", who="secretary")
    entered = Entry.objects.get(action="proofs.handed-over")
    values = {one.field: one.value for one in queries.sealed(entered.sequence).shown}

    assert (entered.organisation, digest[:16] in entered.subject) == ("", False)
    secretary = published.actors["secretary"]
    assert (values["organisation"], values["account"]) == ("commission", f"account-{secretary.user_id}")


def test_who_may_not_cannot_and_nothing_is_overwritten(published, tmp_path):
    for changes, code in (
        ({"who": "duty"}, "accounts.not-permitted"),
        ({"who": "liaison.south"}, "accounts.not-permitted"),
        ({"receiver": "nobody"}, "proofs.no-such-receiver"),
        ({"out": tmp_path}, "proofs.out-is-there"),
    ):
        with pytest.raises(Problem) as problem:
            made(published, **{"out": tmp_path / "x", **changes})
        assert problem.value.code == code


def test_the_secretariat_takes_it_away_from_a_page_and_the_operator_by_command(published, tmp_path, client_of):
    secretary = client_of("secretary")
    assert "Southern party" in secretary.get("/proofs/hand-over/").content.decode()
    answer = secretary.post("/proofs/hand-over/", {"receiver": "commission", "files": "yes"})
    (tmp_path / "a.zip").write_bytes(b"".join(answer.streaming_content))
    assert check_archive(archive_at(tmp_path / "a.zip"), None).faults == ()
    assert secretary.post("/proofs/hand-over/", {"receiver": "nobody"}).status_code == 404

    out = io.StringIO()
    call_command("hand_over", tmp_path / "b", "--for", "north", stdout=out)
    assert check_archive(archive_at(tmp_path / "b"), None).verdict.digest in out.getvalue()
    with pytest.raises(SystemExit):
        call_command("hand_over", tmp_path / "b", "--for", "north", stderr=out)
