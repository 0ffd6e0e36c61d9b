import hashlib
import io
import stat

import pytest
from django.db import DatabaseError, transaction

from evenhand.evidence.custody import check
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import services
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.models import CustodyAct, Evidence, Text
from evenhand_web.ledger.models import Entry
from web.conftest import NOW

HELLO = hashlib.sha256(b"hello").hexdigest()


class TestAttach:
    def test_keeps_the_file_bit_for_bit_under_its_hash(self, attach, originals):
        evidence = attach(b"hello", name="a.txt")
        path = originals / "sha256" / HELLO[:2] / HELLO

        assert evidence.digest == HELLO
        assert path.read_bytes() == b"hello"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list((originals / "incoming").iterdir()) == []

    def test_begins_the_chain_of_custody_and_leaves_an_entry(self, attach):
        evidence = attach(b"hello", name="a.txt", note="Seen from the bridge.")
        chain = chain_of(evidence)

        assert [(act.kind, act.reason) for act in chain] == [("received", "Seen from the bridge.")]
        assert check(evidence.pk, chain, content=HELLO).holds
        assert Entry.objects.filter(action="evidence.received", subject=evidence.pk).count() == 1

    def test_the_same_file_on_the_same_subject_is_the_same_evidence(self, attach, monitor):
        first = attach(b"hello", name="a.txt")
        again = services.attach(
            content=[b"hello"],
            claim=services.Claim(subject_kind="report", subject="report-m", name="a.txt"),
            actor=monitor,
            now=NOW,
        )

        assert (again.evidence, again.is_new) == (first.pk, False)
        assert CustodyAct.objects.count() == 1

    @pytest.mark.parametrize("other", [{"subject": "report-n"}, {"name": "b.txt"}, {"content": b"hellO"}])
    def test_another_subject_name_or_content_is_other_evidence(self, attach, other):
        one = attach(b"hello", name="a.txt")
        two = attach(**({"content": b"hello", "name": "a.txt"} | other))

        assert one.pk != two.pk

    @pytest.mark.parametrize("as_what", ["stream", "path", "parts", "kept"])
    def test_takes_streams_paths_parts_and_what_was_kept_before(self, monitor, tmp_path, as_what):
        (tmp_path / "a").write_bytes(b"hello")
        content = {
            "stream": lambda: io.BytesIO(b"hello"),
            "path": lambda: tmp_path / "a",
            "parts": lambda: [b"he", b"", b"llo"],
            "kept": lambda: services.keep(content=io.BytesIO(b"hello")),
        }[as_what]()
        claim = services.Claim(subject_kind="report", subject="report-m")

        assert services.attach(content=content, claim=claim, actor=monitor, now=NOW).digest == HELLO

    @pytest.mark.parametrize(
        ("stated", "agrees"), [("", None), (HELLO, True), (HELLO.upper(), True), ("sha256:" + "0" * 64, False)]
    )
    def test_a_stated_hash_is_held_against_the_file_which_is_kept_either_way(self, attach, stated, agrees):
        assert attach(b"hello", stated_digest=stated).stated_agrees is agrees

    @pytest.mark.parametrize(
        ("claim", "code"),
        [
            ({"stated_digest": "no hash"}, "evidence.bad-digest"),
            ({"protection": "secret"}, "evidence.unknown-protection"),
            ({"owner": "nobody"}, "evidence.no-such-owner"),
            ({"subject": "report-x"}, "evidence.no-such-subject"),
            ({"subject": "report-m\0"}, "evidence.no-such-subject"),
        ],
    )
    def test_refuses_what_cannot_be(self, attach, claim, code):
        with pytest.raises(Problem) as caught:
            attach(b"hello", **claim)
        assert caught.value.code == code
        assert not Evidence.objects.exists()

    def test_of_a_kind_that_no_app_speaks_for_nothing_is_taken(self, monitor):
        claim = services.Claim(subject_kind="rumour", subject="1")
        with pytest.raises(Problem, match="no rumour '1'"):
            services.attach(content=[b"x"], claim=claim, actor=monitor, now=NOW)

    def test_the_machine_may_attach_for_an_app_that_has_checked(self, db):
        claim = services.Claim(subject_kind="rumour", subject="1")

        assert services.attach(content=[b"x"], claim=claim, actor=SYSTEM, now=NOW).is_new

    def test_a_party_hands_in_for_itself_only(self, attach, actor):
        liaison = actor("liaison", "north")
        assert attach(b"x", actor=liaison, subject="report-n").owner.key == "north"
        with pytest.raises(Problem) as caught:
            attach(b"x", actor=liaison, subject="report-n", owner="south")
        assert caught.value.code == "evidence.not-yours-to-give"

    @pytest.mark.parametrize("role", ["commissioner", "secretariat", "administrator"])
    def test_is_for_those_who_handle_evidence_or_file_reports(self, attach, actor, role):
        with pytest.raises(Problem) as caught:
            attach(b"x", actor=actor(role))
        assert caught.value.code == "accounts.not-permitted"

    def test_a_file_over_the_limit_leaves_nothing(self, attach, settings, originals):
        settings.EVIDENCE_LIMIT_BYTES = 4
        with pytest.raises(Problem) as caught:
            attach(b"hello")
        assert caught.value.code == "evidence.too-large"
        assert [path for path in originals.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("what", ["acts", "texts"])
def test_acts_and_texts_can_be_neither_changed_nor_removed(attach, monitor, what, change):
    evidence = attach(b"hello")
    words = services.TextClaim(kind="transcript", language="en", body="Hello.")
    services.add_text(evidence_id=evidence.pk, claim=words, actor=monitor, now=NOW)
    rows = {"acts": CustodyAct.objects.all(), "texts": Text.objects.all()}[what]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(digest="0" * 64) if change == "update" else rows._raw_delete("default")
