import io

import pytest

from evenhand.evidence.credentials import findings_of, read_credentials
from unit.evidence import samples


def read(content: bytes, anchors: str = ""):
    return read_credentials(io.BytesIO(content), "image/jpeg", anchors=anchors)


def spoiled(at: int) -> bytes:
    content = bytearray(samples.signed_photograph()[0])
    content[at] ^= 1
    return bytes(content)


class TestReadCredentials:
    def test_whole_and_by_somebody_trusted(self):
        content, anchors = samples.signed_photograph()
        found = read(content, anchors)

        assert (found.state, found.failures) == ("valid", ())
        assert (found.signer, found.generator) == ("Test camera", "Test program 1")

    def test_whole_and_by_a_stranger(self):
        assert read(samples.signed_photograph()[0]).state == "untrusted"

    @pytest.mark.parametrize("trusted", [True, False])
    def test_one_changed_byte_is_found_and_the_assertion_named(self, trusted):
        found = read(spoiled(-400), samples.signed_photograph()[1] if trusted else "")

        assert found.state == "invalid"
        assert found.failures == ("assertion.dataHash.mismatch (c2pa.hash.data)",)

    def test_none(self):
        assert read(samples.picture()).state == "none"

    @pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"\xff\xd8\xffnonsense"])
    def test_of_what_cannot_be_read(self, content):
        assert read(content).state in {"unreadable", "none"}

    @pytest.mark.parametrize("anchors", ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
    def test_anchors_that_are_none_trust_nobody(self, anchors):
        assert read(samples.signed_photograph()[0], anchors).state in {"untrusted", "unreadable"}

    def test_are_one_finding_that_names_the_signer(self):
        found = findings_of(read(samples.signed_photograph()[0]))

        assert [(one.key, one.details["signer"]) for one in found] == [("credentials.untrusted", "Test camera")]
