"""Content credentials (C2PA manifests): whether a camera or program signed the file, and whether it still fits.

Source: C2PA Technical Specification 2.1, 15 (validation) and 15.2 (status codes).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import c2pa

from evenhand.evidence.findings import Finding

READABLE = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/heic", "image/avif", "video/mp4",
     "video/quicktime", "audio/mpeg", "audio/wav", "audio/mp4", "application/pdf"}
)  # fmt: skip
_TRUST_ONLY = frozenset({"signingCredential.untrusted"})
_TEXT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the manifest of a file says and how it was found."""

    state: str
    """"none", "valid" (whole, and signed by one who is trusted), "untrusted" (whole, signed by one who is not),
    "invalid" (something does not fit), "unreadable"."""
    failures: tuple[str, ...] = ()
    """"code (assertion)" of what does not fit, e.g. "assertion.dataHash.mismatch (c2pa.hash.data)"."""
    signer: str | None = None
    signed_at: str | None = None
    """As a time stamp authority stated it; None without one."""
    generator: str | None = None
    """Program or camera that made the claim, by its own account."""


def read_credentials(file: BinaryIO, media_type: str, *, anchors: str = "") -> Credentials:
    """Read and validate the manifest within a file; nothing is fetched from elsewhere.

    Args:
        file: can be sought; read to its end.
        media_type: one of READABLE.
        anchors: PEM certificates of the authorities that are trusted; "" trusts nobody.
    """
    settings: dict[str, Any] = {
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
        "trust": {"trust_anchors": anchors} if anchors else {},
    }
    try:
        context = c2pa.ContextBuilder().with_settings(c2pa.Settings.from_dict(settings)).build()
        file.seek(0)
        reader = c2pa.Reader(media_type, file, context=context)
        try:
            return _credentials(json.loads(reader.json()))
        finally:
            reader.close()
    except c2pa.C2paError as fault:
        return Credentials(state="none" if "ManifestNotFound" in str(fault) else "unreadable")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Credentials(state="unreadable")


def findings_of(credentials: Credentials) -> tuple[Finding, ...]:
    """The credentials in the terms of the page."""
    details = {
        "signer": credentials.signer or "?",
        "generator": credentials.generator or "?",
        "failures": "; ".join(credentials.failures) or "?",
    }
    return (Finding(topic="credentials", state=credentials.state, details=details),)


def _credentials(store: Mapping[str, Any]) -> Credentials:
    manifest = store["manifests"][store["active_manifest"]]
    results = (store.get("validation_results") or {}).get("activeManifest") or {}
    failures = [entry for entry in results.get("failure", []) if entry.get("code") not in _TRUST_ONLY]
    signature = manifest.get("signature_info") or {}
    state = "invalid" if failures else {"Trusted": "valid", "Valid": "untrusted"}.get(
        str(store.get("validation_state")), "invalid"
    )  # fmt: skip
    names = [signature.get("common_name"), signature.get("issuer")]
    return Credentials(
        state=state,
        failures=tuple(dict.fromkeys(_failure(entry) for entry in failures))[:10],
        signer=_clean(", ".join(dict.fromkeys(str(name) for name in names if name))),
        signed_at=_clean(signature.get("time")),
        generator=_clean(" ".join(_generators(manifest))),
    )


def _failure(entry: Mapping[str, Any]) -> str:
    assertion = str(entry.get("url") or "").rsplit("/", 1)[-1]
    return _clean(f"{entry.get('code')} ({assertion})" if assertion else entry.get("code")) or "?"


def _generators(manifest: Mapping[str, Any]) -> list[str]:
    infos = manifest.get("claim_generator_info") or []
    told = [f"{info.get('name', '')} {info.get('version', '')}".strip() for info in infos if isinstance(info, dict)]
    return told or [str(manifest.get("claim_generator") or "")]


def _clean(value: Any) -> str | None:
    text = "".join(sign for sign in str(value or "") if sign.isprintable()).strip()
    return text[:_TEXT] or None
