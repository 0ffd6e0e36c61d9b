"""ProofMode bundles: a ZIP with the medium, a proof sheet and OpenPGP signatures over both.

The key travels in the same ZIP: by itself it proves that nothing changed since that key signed, not whose key it is.
Only a key that was enrolled beforehand says which device it was.

Source: the file layout of ProofMode (`<sha256>.asc`, `<sha256>.proof.csv`, `.proof.json`, `pubkey.asc`); RFC 9580, 10.4
(detached signatures).
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import pysequoia

from evenhand.evidence.archives import open_zip, read_entry
from evenhand.evidence.findings import Finding, finding

MEDIUM_BYTES = 256 * 1024 * 1024
"""Longest medium whose signature is checked here."""
_SHEET_BYTES = 1024 * 1024
_CLAIMS = 60
_TEXT = 200
_BESIDE = (".asc", ".csv", ".json", ".ots", ".gst", ".txt", ".md", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a bundle proves."""

    state: str
    """"none" (no bundle), "known" or "unknown" (the signature holds, by an enrolled key or not), "bad-signature",
    "unsigned", "digest-differs", "too-large", "unreadable"."""
    medium: str = ""
    digest: str = ""
    """SHA-256 of the medium, computed here."""
    key: str = ""
    """Fingerprint of the key that signed."""
    device: str = ""
    """What the key was enrolled as."""
    claims: Mapping[str, str] = field(default_factory=dict)
    """What the sheet says of place, time and device; signed or not, it is the device's own account."""


def looks_like_proof(names: tuple[str, ...]) -> bool:
    """Whether a ZIP with these names is a ProofMode bundle."""
    return any(name.endswith((".proof.csv", ".proof.json")) for name in names)


def read_bundle(file: BinaryIO, *, enrolled: Mapping[str, str] | None = None) -> Proof:
    """Check the signatures of a bundle.

    Args:
        file: the ZIP.
        enrolled: fingerprint in lower-case hex -> name, of the keys of known devices.
    """
    archive = open_zip(file)
    if archive is None:
        return Proof(state="none")
    names = tuple(entry.filename for entry in archive.infolist() if not entry.is_dir())
    if not looks_like_proof(names):
        return Proof(state="none")
    medium = next((name for name in names if not name.lower().endswith(_BESIDE)), "")
    content = read_entry(archive, medium, limit=MEDIUM_BYTES) if medium else None
    if content is None:
        large = bool(medium) and archive.getinfo(medium).file_size > MEDIUM_BYTES
        return Proof(state="too-large" if large else "unreadable", medium=_clean(medium))
    digest = hashlib.sha256(content).hexdigest()
    proof = Proof(state="unsigned", medium=_clean(medium), digest=digest, claims=_claims(archive, names))
    signature = _first(archive, names, f"{digest}.asc", f"{medium}.asc")
    cert = _cert(_first(archive, names, "pubkey.asc"))
    if proof.claims.get("File Hash SHA256", digest).lower() != digest:
        proof = replace(proof, state="digest-differs")
    elif signature is not None and cert is not None:
        device = (enrolled or {}).get(cert.fingerprint.lower(), "")
        state = ("known" if device else "unknown") if _signed(content, signature, cert) else "bad-signature"
        proof = replace(proof, state=state, key=cert.fingerprint, device=device)
    return proof


def fingerprint_of(key: bytes) -> str | None:
    """The fingerprint of an OpenPGP key in lower-case hex; None where it is none."""
    cert = _cert(key)
    return cert.fingerprint.lower() if cert else None


def findings_of(proof: Proof) -> tuple[Finding, ...]:
    """The proof in the terms of the page; none where the file is no bundle."""
    if proof.state == "none":
        return ()
    details = {"medium": proof.medium or "?", "key": proof.key[-16:] or "?", "device": proof.device or "?"}
    found = [Finding(topic="proofmode", state=proof.state, details=details)]
    lat, lon = proof.claims.get("Location.Latitude"), proof.claims.get("Location.Longitude")
    if lat and lon:
        found.append(finding("proofmode.place", lat=lat, lon=lon))
    return tuple(found)


def _first(archive: zipfile.ZipFile, names: tuple[str, ...], *wanted: str) -> bytes | None:
    for ending in wanted:
        for name in names:
            if name == ending or name.endswith(f"/{ending}"):
                return read_entry(archive, name, limit=_SHEET_BYTES)
    return None


def _cert(raw: bytes | None) -> pysequoia.Cert | None:
    try:
        return pysequoia.Cert.from_bytes(raw) if raw else None
    except Exception:
        return None


def _signed(content: bytes, signature: bytes, cert: pysequoia.Cert) -> bool:
    try:
        verified = pysequoia.verify(
            bytes=content, store=lambda _ids: [cert], signature=pysequoia.Sig.from_bytes(signature)
        )
    except Exception:
        return False
    return len(verified.valid_sigs) > 0


def _claims(archive: zipfile.ZipFile, names: tuple[str, ...]) -> dict[str, str]:
    for name in sorted(names, reverse=True):  # the JSON sheet before the table
        if not name.endswith((".proof.csv", ".proof.json")):
            continue
        raw = read_entry(archive, name, limit=_SHEET_BYTES)
        pairs = _pairs(raw.decode("utf-8", errors="replace"), as_json=name.endswith(".json")) if raw else {}
        if pairs:
            return pairs
    return {}


def _pairs(text: str, *, as_json: bool) -> dict[str, str]:
    try:
        if as_json:
            read: Any = json.loads(text)
        else:
            header, first = (*csv.reader(io.StringIO(text)), [], [])[:2]
            read = dict(zip(header, first, strict=False))
        pairs = list(read.items())[:_CLAIMS] if isinstance(read, dict) else []
        return {_clean(name): _clean(value) for name, value in pairs if _clean(value)}
    except (ValueError, csv.Error, RecursionError):
        return {}


def _clean(value: object) -> str:
    return "".join(sign for sign in str(value if value is not None else "") if sign.isprintable()).strip()[:_TEXT]
