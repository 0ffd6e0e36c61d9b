"""Bundles: reports in one signed file, to be carried between offices that share no network.

A bundle is a ZIP archive without compression. `manifest.json` (RFC 8785) names every other part with its SHA-256 and
its size, and is signed with the Ed25519 key of the office; a part that is missing, added or changed is found before
anything is loaded. Parts are named by number and by digest, never by a path, and are never unpacked to one.

The source of a protected report travels only where somebody asked for it: else its bytes as they came, which may say
who they are, stay at home, and their digest goes along in their place.

Sources: RFC 8032 (Ed25519), RFC 8785 (canonical JSON); docs/methods/doors.md.
"""

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.codec import from_json, to_json
from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind

BUNDLE_BROKEN = ProblemKind(
    code="reports.bundle-broken",
    blame="caller",
    message="The bundle cannot be read: {fault}. Copy it again from where it was made; nothing of it was loaded.",
)
BUNDLE_FORMAT = ProblemKind(
    code="reports.bundle-format",
    blame="caller",
    message="The bundle has format {found!r}; this version reads {known}. Bring one of the two offices up to date.",
)
BUNDLE_SIGNATURE = ProblemKind(
    code="reports.bundle-signature",
    blame="caller",
    message="The signature of the bundle is not that of the key {fingerprint} that it names. "
    "Somebody changed it on the way, or it was damaged: ask the office for another one.",
)
BUNDLE_PART = ProblemKind(
    code="reports.bundle-part",
    blame="caller",
    message="The part {part!r} of the bundle is {fault}. Copy it again from where it was made; nothing was loaded.",
)

FORMAT = "evenhand-bundle/1"
WITHOUT_SOURCE = "application/vnd.evenhand.without-source+json"
"""Media type of what stands for an original that stayed at home."""

MOST_PARTS = 2_000_000
LARGEST_MANIFEST = 512_000_000
LARGEST_REPORT = 64_000_000
"""Bytes of one report's description."""

_CONTEXT = b"evenhand-bundle/1 manifest\0"
_PIECE = 1 << 20
_MANIFEST, _SIGNATURE = "manifest.json", "signature.json"
_PART = re.compile(r"reports/\d{7}\.json|(?:originals|files)/[0-9a-f]{64}")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, TypeError, KeyError,
    IndexError, AttributeError, EOFError, OSError, OverflowError, UnicodeError, RecursionError, MemoryError,
)  # fmt: skip
"""What a damaged archive makes its reader raise."""

Opener = Callable[[str], Iterable[bytes]]
"""Gives the content with some SHA-256, piece by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedFile:
    """A file that belongs to a version."""

    name: str
    sha256: str
    size_bytes: int
    stated_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedVersion:
    """One version of a report as an office holds it."""

    instance: str
    by: str
    """Key of the organisation that sent it."""
    sha256: str
    """Of the bytes as they came."""
    size_bytes: int
    media_type: str
    door: str
    received_at: datetime
    """At the office where it came in."""
    sender: str | None = None
    replaces: str | None = None
    form: str | None = None
    form_version: str | None = None
    withheld: bool = False
    """The bytes as they came stayed at home, for they may say who the source is."""
    stands_for: str | None = None
    """This version itself only stands for an original that never left its office: the digest of that one."""
    record: Mapping[str, Any] | None = None
    """Without its source; null: it could not be read."""
    fault: Mapping[str, Any] | None = None
    flags: tuple[Mapping[str, Any], ...] = ()
    mentions: tuple[str, ...] = ()
    protection: str | None = None
    source: Mapping[str, Any] | None = None
    files: tuple[CarriedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedReport:
    """One report with all its versions."""

    number: str
    """By which the sending office calls it."""
    versions: tuple[CarriedVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What is written on the outside of a bundle."""

    office: str
    """Name of the office, as it calls itself."""
    sequence: int
    """Counts the bundles of the office from 1."""
    created_at: datetime
    with_sources: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle whose signature fits its manifest and whose parts are those of the manifest; their content is not yet
    compared (`check`).
    """

    cover: Cover
    key: bytes
    """The public key that signed it, 32 bytes. Whether to trust it is for people to say."""
    digest: str
    """SHA-256 of the manifest, hex: the bundle's id."""
    reports: int
    parts: Mapping[str, tuple[str, int]]
    """Name -> SHA-256 and size."""
    file: BinaryIO
    archive: zipfile.ZipFile

    @property
    def fingerprint(self) -> str:
        """Of the key."""
        return fingerprint(self.key)

    def check(self, *, told: Callable[[int], None] = lambda _done: None) -> None:
        """Compare every part with its digest, piece by piece.

        Raises:
            BUNDLE_PART, BUNDLE_BROKEN: the first that is wrong, by name.
        """
        for number, name in enumerate(self.parts, start=1):
            for _piece in self.content(name):
                pass
            if name.startswith("reports/"):
                self._report(name)
            told(number)

    def each_report(self) -> Iterator[CarriedReport]:
        """The reports, in the order of the bundle.

        Raises:
            BUNDLE_PART, BUNDLE_BROKEN.
        """
        for name in sorted(self.parts):
            if name.startswith("reports/"):
                yield self._report(name)

    def content(self, name: str) -> Iterator[bytes]:
        """One part, piece by piece; what was wrong with it is raised at its end at the latest.

        Raises:
            BUNDLE_PART, BUNDLE_BROKEN.
        """
        wanted, size = self.parts[name]
        digest, left = hashlib.sha256(), size
        try:
            with self.archive.open(name) as part:
                while piece := part.read(_PIECE):
                    digest.update(piece)
                    left -= len(piece)
                    if left < 0:
                        break
                    yield piece
        except _BROKEN as fault:
            raise BUNDLE_PART(part=name, fault=f"damaged ({_said(fault)})") from None
        if left != 0 or digest.hexdigest() != wanted:
            raise BUNDLE_PART(part=name, fault="not what was signed")

    def _report(self, name: str) -> CarriedReport:
        if self.parts[name][1] > LARGEST_REPORT:
            raise BUNDLE_PART(part=name, fault="larger than any report")
        report: CarriedReport
        try:
            report = from_json(CarriedReport, json.loads(b"".join(self.content(name))), what=name)
        except (ValueError, RecursionError) as fault:
            raise BUNDLE_PART(part=name, fault=f"no JSON ({_said(fault)})") from None
        except Problem as problem:
            if problem.kind in (BUNDLE_PART, BUNDLE_BROKEN):
                raise
            raise BUNDLE_PART(part=name, fault=f"no report ({problem})") from None
        for version in report.versions:
            wanted = [] if version.withheld else [f"originals/{version.sha256}"]
            wanted += [f"files/{file.sha256}" for file in version.files]
            for part in wanted:
                if part not in self.parts:
                    raise BUNDLE_PART(part=part, fault=f"missing, and {name} speaks of it")
        return report


def new_key(seed: bytes) -> Ed25519PrivateKey:
    """The office key that 32 random bytes make."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key, 32 bytes."""
    return key.public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """How people compare a key by telephone: the first 32 hex digits of its SHA-256, in groups of four.

    >>> fingerprint(bytes(32))
    '6668 7aad f862 bd77 6c8f c18b 8e9f 8e20'
    """
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))


def write_bundle(
    out: BinaryIO, *, cover: Cover, reports: Iterable[CarriedReport], original: Opener, file: Opener,
    key: Ed25519PrivateKey,
) -> str:  # fmt: skip
    """Write a bundle as its parts come by; memory stays flat.

    Args:
        out: where to; need not be seekable.
        cover: what it says of itself.
        reports: each goes in as one part.
        original: gives the bytes of a version as they came, by digest.
        file: gives a file, by digest.
        key: of the office.

    Returns:
        The bundle's id: SHA-256 of its manifest, hex.

    Raises:
        BUNDLE_PART: a store gave other bytes than its digest says; what was written so far is worth nothing.
    """
    parts: dict[str, tuple[str, int]] = {}
    count = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for count, report in enumerate(reports, start=1):
            said = canonical_bytes(to_json(report))
            name = f"reports/{count:07d}.json"
            parts[name] = _write(archive, name, [said])
            for version in report.versions:
                if not version.withheld:
                    _write_once(archive, f"originals/{version.sha256}", original, parts)
                for entry in version.files:
                    _write_once(archive, f"files/{entry.sha256}", file, parts)
        manifest = canonical_bytes(
            {
                "format": FORMAT,
                "office": cover.office,
                "sequence": cover.sequence,
                "created_at": format_instant(cover.created_at),
                "with_sources": cover.with_sources,
                "reports": count,
                "parts": [[name, *parts[name]] for name in sorted(parts)],
            }
        )
        _write(archive, _MANIFEST, [manifest])
        signed = {
            "key": base64.b64encode(public_bytes(key)).decode(),
            "signature": base64.b64encode(key.sign(_CONTEXT + manifest)).decode(),
        }
        _write(archive, _SIGNATURE, [canonical_bytes(signed)])
    return hashlib.sha256(manifest).hexdigest()


def open_bundle(file: BinaryIO) -> Bundle:
    """A bundle whose outside is right: signature, manifest and list of parts.

    Raises:
        BUNDLE_BROKEN: no archive, or not one of ours.
        BUNDLE_FORMAT: of another version.
        BUNDLE_SIGNATURE: the manifest is not what was signed.
        BUNDLE_PART: a part is missing, twice there, or nobody named it.
    """
    try:
        archive = zipfile.ZipFile(file)
        manifest = _small(archive, _MANIFEST, LARGEST_MANIFEST)
        signature = json.loads(_small(archive, _SIGNATURE, 4096))
        said = json.loads(manifest)
        key, mark = (base64.b64decode(str(signature[name]), validate=True) for name in ("key", "signature"))
        public = Ed25519PublicKey.from_public_bytes(key)
    except _BROKEN as fault:
        raise BUNDLE_BROKEN(fault=_said(fault)) from None
    try:
        public.verify(mark, _CONTEXT + manifest)
    except InvalidSignature:
        raise BUNDLE_SIGNATURE(fingerprint=fingerprint(key)) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BUNDLE_FORMAT(found=str(said.get("format") if isinstance(said, dict) else said)[:60], known=FORMAT)
    try:
        cover = Cover(
            office=str(said["office"])[:100],
            sequence=int(said["sequence"]),
            created_at=parse_instant(said["created_at"], field="created_at"),
            with_sources=said["with_sources"] is True,
        )
        parts = {str(name): (str(digest), int(size)) for name, digest, size in said["parts"]}
        count = int(said["reports"])
    except (Problem, *_BROKEN) as fault:
        raise BUNDLE_BROKEN(fault=_said(fault)) from None
    _check_names(archive, parts)
    digest = hashlib.sha256(manifest).hexdigest()
    return Bundle(cover=cover, key=key, digest=digest, reports=count, parts=parts, file=file, archive=archive)


def stand_in(version: CarriedVersion) -> bytes:
    """What stands for an original that stayed at home: always the same bytes for the same version."""
    return canonical_bytes(
        {
            "format": "evenhand.without-source/1",
            "instance": version.instance,
            "sha256": version.sha256,
            "record": to_json(version.record),
        }
    )


def _check_names(archive: zipfile.ZipFile, parts: Mapping[str, tuple[str, int]]) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise BUNDLE_BROKEN(fault=f"{len(entries)} parts")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name in seen:
            raise BUNDLE_PART(part=name[:100], fault="there twice")
        seen.add(name)
        if name in (_MANIFEST, _SIGNATURE):
            continue
        if name not in parts or not _PART.fullmatch(name):
            raise BUNDLE_PART(part=name[:100], fault="not among what was signed")
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != parts[name][1]:
            raise BUNDLE_PART(part=name, fault="not as it was written")
        if not name.startswith("reports/") and name.split("/")[1] != parts[name][0]:
            raise BUNDLE_PART(part=name, fault="under a name that is not its digest")
    missing = next((name for name in parts if name not in seen), None)
    if missing is not None:
        raise BUNDLE_PART(part=missing[:100], fault="missing")


def _small(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    entry = archive.getinfo(name)
    if entry.file_size > limit or entry.compress_type != zipfile.ZIP_STORED:
        raise BUNDLE_PART(part=name, fault="too large or compressed")
    return archive.read(entry)


def _write_once(archive: zipfile.ZipFile, name: str, opener: Opener, parts: dict[str, tuple[str, int]]) -> None:
    if name in parts:
        return
    digest = name.split("/")[1]
    parts[name] = _write(archive, name, opener(digest))
    if parts[name][0] != digest:
        raise BUNDLE_PART(part=name, fault="not what the store says that it is")


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)  # the same parts give the same bytes
    with archive.open(entry, "w", force_zip64=True) as part:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            part.write(piece)
    return digest.hexdigest(), size


def _said(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:120] or type(fault).__name__
