import hashlib
import uuid

import pytest

from evenhand.evidence.hashing import fingerprint, pieces
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import services
from evenhand_web.evidence.storage import as_file, storage
from web.conftest import NOW
from web.evidence import samples

HELLO = hashlib.sha256(b"hello").hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def kept(request, settings, tmp_path):
    settings.EVIDENCE = str(tmp_path / "e") if request.param == "folder" else f"memory://{uuid.uuid4()}/evidence"
    return storage()


def content(digest: str) -> bytes:
    with storage().open(digest) as file:
        return file.read()


class TestEveryStorage:
    def test_gives_back_what_it_took(self, kept):
        found = kept.keep([b"he", b"", b"llo"])

        assert (found.digest, found.size_bytes, kept.holds(HELLO)) == (HELLO, 5, True)
        assert content(HELLO) == b"hello"

    def test_takes_a_finished_file_and_leaves_it(self, kept, tmp_path):
        path = tmp_path / "part"
        path.write_bytes(b"hello")
        kept.keep_file(path, fingerprint([b"hello"]))
        path.unlink()

        assert content(HELLO) == b"hello"

    def test_the_same_twice_is_there_once(self, kept):
        for _ in range(2):
            kept.keep([b"hello"])

        assert content(HELLO) == b"hello"

    def test_says_what_is_not_there(self, kept):
        with pytest.raises(Problem) as caught:
            kept.open("0" * 64)
        assert caught.value.code == "evidence.original-missing"
        assert not kept.holds("0" * 64)

    def test_content_that_breaks_off_leaves_nothing(self, kept):
        def broken():
            yield b"he"
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            kept.keep(broken())
        assert not kept.holds(hashlib.sha256(b"he").hexdigest())

    def test_can_be_read_from_the_middle(self, kept):
        kept.keep([b"hello"])
        with kept.open(HELLO) as file:
            file.seek(2)
            assert file.read(2) == b"ll"

    def test_is_a_file_of_this_machine_for_a_process(self, kept):
        kept.keep([b"hello"])
        with as_file(HELLO) as file:
            assert (file.fileno() > 0, list(pieces(file))) == (True, [b"hello"])

    def test_holds_evidence_from_the_door_to_the_preview(self, kept, db, organisations):
        claim = services.Claim(subject_kind="report", subject="1", name="a.jpg")
        done = services.attach(content=[samples.jpeg()], claim=claim, actor=SYSTEM, now=NOW)
        evidence = services.examine(evidence_id=done.evidence, actor=SYSTEM, now=NOW)

        assert evidence.derivatives.filter(kind="preview").exists()
        assert services.verify_due(most=1, actor=SYSTEM, now=NOW) == {done.evidence: "sound"}


def test_of_a_bucket_a_process_is_given_no_more_than_it_may_read(settings):
    settings.EVIDENCE = f"memory://{uuid.uuid4()}"
    storage().keep([b"hello"])
    with as_file(HELLO, limit=2) as file:
        assert file.read() == b"he"


def test_an_address_that_nobody_knows_is_the_operators_to_mend(settings):
    settings.EVIDENCE = "nowhere://bucket/evidence"
    with pytest.raises(Problem) as caught:
        storage().keep([b"hello"])
    assert caught.value.code == "evidence.storage-unreadable"
