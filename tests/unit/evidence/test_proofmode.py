import io

import pysequoia
import pytest

from evenhand.evidence import proofmode
from evenhand.evidence.proofmode import findings_of, fingerprint_of, looks_like_proof, read_bundle
from unit.evidence import samples

FINGERPRINT = samples.KEY.fingerprint.lower()


def read(content: bytes, *, enrolled: bool = False):
    return read_bundle(io.BytesIO(content), enrolled={FINGERPRINT: "Field device 1"} if enrolled else None)


class TestReadBundle:
    def test_by_an_enrolled_key_says_which_device(self):
        found = read(samples.bundle(), enrolled=True)

        assert (found.state, found.device, found.key.lower()) == ("known", "Field device 1", FINGERPRINT)
        assert found.medium == "photo.jpg"

    def test_by_a_key_that_came_in_the_same_bundle_proves_that_nothing_changed(self):
        assert read(samples.bundle()).state == "unknown"

    def test_keeps_what_the_sheet_claims(self):
        assert read(samples.bundle()).claims["Location.Latitude"] == "32.887"

    @pytest.mark.parametrize(
        ("changes", "state"),
        [
            pytest.param({"sent": samples.picture(colour=(0, 0, 0))}, "digest-differs", id="another-medium"),
            pytest.param({"pubkey_asc": None}, "unsigned", id="no-key"),
            pytest.param({"pubkey_asc": b"nonsense"}, "unsigned", id="no-real-key"),
            pytest.param({"asc": None}, "unsigned", id="no-signature"),
            pytest.param({"asc": b"nonsense"}, "bad-signature", id="no-real-signature"),
            pytest.param(
                {"pubkey_asc": bytes(pysequoia.Tsk.generate("Other <o@example.org>").extract_certificate())},
                "bad-signature",
                id="another-key",
            ),
            pytest.param({"proof_json": b"{nonsense", "proof_csv": b"\xff\xfe"}, "known", id="sheets-that-are-none"),
            pytest.param({"proof_json": b"[1]", "proof_csv": b""}, "known", id="sheets-without-claims"),
        ],
    )
    def test_says_what_does_not_fit(self, changes, state):
        assert read(samples.bundle(**changes), enrolled=True).state == state

    @pytest.mark.parametrize("content", [b"", b"PK", samples.zipped({"a": b"1"})])
    def test_of_another_file_says_nothing(self, content):
        found = read(content)

        assert (found.state, findings_of(found)) == ("none", ())

    def test_a_medium_too_long_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(proofmode, "MEDIUM_BYTES", 10)

        assert read(samples.bundle()).state == "too-large"

    def test_a_bundle_without_a_medium_cannot_be_read(self):
        assert read(samples.zipped({"a.proof.csv": b"x\n1\n"})).state == "unreadable"


class TestFindings:
    def test_name_the_medium_the_key_and_the_place(self):
        first, second = findings_of(read(samples.bundle()))

        assert first.key == "proofmode.unknown"
        assert (first.details["medium"], first.details["key"].lower()) == ("photo.jpg", FINGERPRINT[-16:])
        assert (second.key, second.details) == ("proofmode.place", {"lat": "32.887", "lon": "13.191"})


def test_a_bundle_is_known_by_its_proof_sheet():
    assert looks_like_proof(("a.jpg", "x.proof.csv"))
    assert not looks_like_proof(("a.jpg", "proof.csv"))


def test_a_key_has_a_fingerprint_and_nonsense_has_none():
    assert fingerprint_of(samples.PUBLIC) == FINGERPRINT
    assert fingerprint_of(b"nonsense") is None
