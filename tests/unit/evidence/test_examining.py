import io
import json

import pytest

from evenhand.evidence import examining
from evenhand.evidence.examining import examine
from unit.evidence import samples


def looked(content: bytes, media_type: str, **more):
    return examine(io.BytesIO(content), media_type=media_type, size_bytes=len(content), **more)


def keys(found) -> list[str]:
    return [one.key for one in found.findings]


class TestExamine:
    def test_a_photograph(self):
        found = looked(samples.photograph(), "image/jpeg")

        assert keys(found) == ["exif.read", "place.stated", "time.stated", "credentials.none", "preview.made"]
        assert found.facts["exif"]["gps_at"] == "2020-12-06T04:15:01Z"
        assert (found.facts["width_px"], found.preview.width_px) == (64, 48)

    def test_a_signed_photograph(self):
        content, anchors = samples.signed_photograph()

        assert "credentials.valid" in keys(looked(content, "image/jpeg", anchors=anchors))
        assert looked(content, "image/jpeg").facts["credentials"]["signer"] == "Test camera"

    def test_a_proof_bundle(self):
        enrolled = {samples.KEY.fingerprint.lower(): "Field device 1"}
        found = looked(samples.bundle(), "application/zip", enrolled=enrolled)

        assert keys(found)[:2] == ["proofmode.known", "proofmode.place"]
        assert found.facts["proof"]["claims"]["Model"] == "F1"

    @pytest.mark.parametrize(
        ("content", "media_type", "expected"),
        [
            (samples.pdf(), "application/pdf", ["credentials.none", "preview.made"]),
            (b"hello", "text/plain", ["preview.excerpt"]),
            (samples.zipped({"a": b"1"}), "application/zip", ["preview.no-tool"]),
            (b"\0", "application/octet-stream", ["preview.no-tool"]),
        ],
    )
    def test_other_files(self, content, media_type, expected):
        assert keys(looked(content, media_type)) == expected

    def test_facts_are_json_and_leave_out_what_is_unknown(self):
        found = looked(samples.picture(), "image/jpeg")

        assert json.loads(json.dumps(dict(found.facts))) == dict(found.facts)
        assert found.facts["exif"] == {}

    def test_a_very_long_file_is_not_hashed_over_again(self, monkeypatch):
        monkeypatch.setattr(examining, "CREDENTIALS_BYTES", 10)

        assert "credentials.too-large" in keys(looked(samples.picture(), "image/jpeg"))
