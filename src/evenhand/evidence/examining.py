"""Everything that is looked at in a file, in one call: for the worker that reads hostile bytes.

Source: docs/methods/evidence.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from evenhand.evidence import credentials, exif, proofmode
from evenhand.evidence.findings import Finding, finding
from evenhand.evidence.previews import Picture, make_previews
from evenhand.foundation.instants import format_instant

CREDENTIALS_BYTES = 1024 * 1024 * 1024
"""A longer file is not hashed over again for its credentials."""
_EXIF_NAMES = ("make", "model", "serial", "software", "orientation", "taken_local", "lon", "lat", "altitude_m",
               "accuracy_m")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found."""

    findings: tuple[Finding, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON: "exif", "credentials", "proof", "excerpt", "width_px", "height_px", "pages"; absent where unknown."""
    preview: Picture | None = None
    thumbnail: Picture | None = None


def examine(
    file: BinaryIO, *, media_type: str, size_bytes: int, anchors: str = "", enrolled: Mapping[str, str] | None = None
) -> Examination:
    """Look at what can be looked at in a file of this type; each thing that is not read says why.

    Args:
        file: can be sought.
        media_type: as `recognition` found it.
        size_bytes: its length.
        anchors: PEM certificates that are trusted to sign content credentials.
        enrolled: fingerprints of the OpenPGP keys of known devices, with their names.
    """
    found: list[Finding] = []
    facts: dict[str, Any] = {}
    if media_type in exif.READABLE:
        tags = exif.read_exif(file)
        found += exif.findings_of(tags)
        facts["exif"] = _exif_facts(tags) if tags else {}
    if media_type in credentials.READABLE:
        found += _credentials(file, media_type, size_bytes, anchors, facts)
    if media_type == "application/zip":
        proof = proofmode.read_bundle(file, enrolled=enrolled)
        found += proofmode.findings_of(proof)
        if proof.state != "none":
            facts["proof"] = {"medium": proof.medium, "digest": proof.digest, "key": proof.key,
                              "claims": dict(proof.claims)}  # fmt: skip
    made = make_previews(file, media_type)
    found.append(finding(f"preview.{made.state}"))
    sizes = {"width_px": made.width_px, "height_px": made.height_px, "pages": made.pages, "excerpt": made.excerpt}
    facts |= {name: value for name, value in sizes.items() if value}
    return Examination(findings=tuple(found), facts=facts, preview=made.preview, thumbnail=made.thumbnail)


def _credentials(
    file: BinaryIO, media_type: str, size_bytes: int, anchors: str, facts: dict[str, Any]
) -> tuple[Finding, ...]:
    if size_bytes > CREDENTIALS_BYTES:
        return (finding("credentials.too-large"),)
    read = credentials.read_credentials(file, media_type, anchors=anchors)
    told = {"signer": read.signer, "signed_at": read.signed_at, "generator": read.generator}
    facts["credentials"] = {name: value for name, value in told.items() if value} | {"failures": list(read.failures)}
    return credentials.findings_of(read)


def _exif_facts(tags: exif.Exif) -> dict[str, Any]:
    told = {name: getattr(tags, name) for name in _EXIF_NAMES if getattr(tags, name) is not None}
    moments = {name: getattr(tags, name) for name in ("taken_at", "gps_at")}
    return told | {name: format_instant(moment) for name, moment in moments.items() if moment is not None}
