"""Archives, to be handed over: the whole log, what of it may be opened, keys, agreements, evidence, a page to read it.

An archive is a folder, or the same in one .zip. Its list, SHA256SUMS, is in the form of sha256sum, so that anybody can
check the files; what the files say is checked against the log. Format: docs/methods/ledger.md, "Archives".
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand.ledger.statements import Shown
from evenhand.ledger.tiles import Blobs

NOT_AN_ARCHIVE = ProblemKind(
    code="ledger.not-an-archive",
    blame="caller",
    message="This is no archive of a record: {path}: {fault}. Get the whole archive again from whoever handed it over.",
)
FILE_CHANGED = ProblemKind(
    code="ledger.file-changed",
    blame="state",
    message="{path} is not the file that the archive's list names: its SHA-256 is {found}, listed is {listed}. It was "
    "changed after the archive was made; get it again, and keep this one.",
)
FILE_MISSING = ProblemKind(
    code="ledger.file-missing",
    blame="missing",
    message="The archive's list names {path}, and it is not there. Get the archive again; until then what it held is "
    "neither proved nor disproved.",
)
FILE_UNLISTED = ProblemKind(
    code="ledger.file-unlisted",
    blame="state",
    message="{path} is in the archive and not on its list. It was put in later: do not rely on it.",
)
LINE_BAD = ProblemKind(
    code="ledger.line-bad",
    blame="state",
    message="Line {line} of {path} is not what an archive holds there: {fault}. Get the archive again.",
)
OPENING_BAD = ProblemKind(
    code="ledger.opening-bad",
    blame="state",
    message="Line {line} of {path}, entry {number}, field {field}: {fault} It was changed: do not rely on it.",
)
EXHIBIT_LOOSE = ProblemKind(
    code="ledger.exhibit-loose",
    blame="state",
    message="Line {line} of {path}: the evidence {digest} is said to be of entry {number}, and no field of it that is "
    "shown there names it. Nothing ties it to the record.",
)

FORMAT = "evenhand.archive/1"
SUMS, MANIFEST, POLICIES, KEYS = "SHA256SUMS", "manifest.json", "policies.json", "keys.jsonl"
OPENINGS, EXHIBITS = "openings.jsonl", "evidence.jsonl"
LOG, CHECKPOINTS, EVIDENCE, AGREEMENTS = "log/", "log/checkpoints/", "evidence/", "agreements/"
LINE_BYTES = 16_000_000
"""No line of an archive's files is longer."""
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_SAFE = re.compile(r"(?!\.)[^/\x00-\x1f\x7f\\]+(?:/(?!\.)[^/\x00-\x1f\x7f\\]+)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Files(Blobs, Protocol):
    """The files of an archive, wherever they lie."""

    def names(self) -> Iterable[str]:
        """The paths of all files."""

    def chunks(self, path: str) -> Iterator[bytes]:
        """A file piece by piece; nothing where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A field in the open, and the entry that it is of."""

    index: int
    shown: Shown

    def line(self) -> bytes:
        """Its line in the archive."""
        one = self.shown
        told = {"index": self.index, "field": one.field, "salt": one.salt.hex(), "value": one.value}
        return canonical_bytes(told) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A file of evidence that an entry names by its SHA-256."""

    index: int
    field: str
    """The field of the entry whose value names it."""
    digest: str
    held: bool = False
    """Whether the file itself is in the archive."""

    def line(self) -> bytes:
        """Its line in the archive."""
        told = {"index": self.index, "field": self.field, "sha256": self.digest, "held": self.held}
        return canonical_bytes(told) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """A policy, as its file is, and when it was the one to go by; `until` is exclusive."""

    policy: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What an archive is made from."""

    log: Blobs
    newest: SignedCheckpoint
    seen: Sequence[bytes] = ()
    """Every checkpoint that was kept, with its signatures."""
    openings: Callable[[], Iterator[Opening]] = field(default=lambda: iter(()))
    """In the order of entries, then of fields' names; asked for more than once."""
    exhibits: Callable[[], Iterator[Exhibit]] = field(default=lambda: iter(()))
    """In the order of entries."""
    content: Callable[[str], Iterator[bytes]] = field(default=lambda _digest: iter(()))
    """The file of an exhibit that is held."""
    policies: Sequence[Validity] = ()
    keys: Sequence[Mapping[str, Any]] = ()
    """Keys of authors, with whose they are and from when to when, as whoever hands over says."""
    agreements: Mapping[str, bytes] = field(default_factory=dict)
    """The files of agreement versions, by `<agreement>/<version>/<file>`."""
    made_at: datetime
    made_by: str
    made_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself. Nothing of it is proved but what the log proves."""

    origin: str
    size: int
    root: str
    made_at: str
    made_by: str
    made_for: str

    def content(self) -> bytes:
        """The manifest as a file."""
        told = {"origin": self.origin, "size": self.size, "root": self.root}
        return canonical_bytes(
            {"format": FORMAT, **told, "made_at": self.made_at, "made_by": self.made_by, "made_for": self.made_for}
        )


def manifest_of(made: Handover) -> Manifest:
    """The manifest of an archive to be made."""
    found = made.newest.checkpoint
    return Manifest(
        origin=found.origin,
        size=found.size,
        root=found.root.hex(),
        made_at=format_instant(made.made_at),
        made_by=made.made_by,
        made_for=made.made_for,
    )


def read_manifest(content: bytes) -> Manifest:
    """A manifest from its file.

    Raises:
        NOT_AN_ARCHIVE: it has another form.
    """
    names = ("origin", "size", "root", "made_at", "made_by", "made_for")
    try:
        data = json.loads(content)
        manifest = Manifest(**{name: data[name] for name in names})
        same = manifest.content() == content
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NOT_AN_ARCHIVE(path=MANIFEST, fault=f"{type(fault).__name__} {fault}") from None
    if not same:
        raise NOT_AN_ARCHIVE(path=MANIFEST, fault=f"its form is not {FORMAT}")
    return manifest


def policies_content(policies: Sequence[Validity]) -> bytes:
    """Policies with their validity, as a file."""
    return canonical_bytes(
        [
            {
                "policy": one.policy,
                "since": format_instant(one.since),
                "until": None if one.until is None else format_instant(one.until),
            }
            for one in policies
        ]
    )


def read_policies(content: bytes) -> tuple[Validity, ...]:
    """Policies from their file.

    Raises:
        NOT_AN_ARCHIVE: it has another form.
    """
    try:
        return tuple(
            Validity(
                policy=str(one["policy"]),
                since=parse_instant(one["since"], field="since"),
                until=None if one["until"] is None else parse_instant(one["until"], field="until"),
            )
            for one in json.loads(content)
        )
    except (ValueError, KeyError, TypeError, RecursionError, Problem) as fault:
        raise NOT_AN_ARCHIVE(path=POLICIES, fault=fault) from None


def is_safe(path: str) -> bool:
    r"""Whether a path of an archive stays in its folder, on any system.

    >>> is_safe("log/tile/0/x001/067.p/8"), is_safe("../x"), is_safe("/x"), is_safe("a//b"), is_safe("a\\b")
    (True, False, False, False, False)
    """
    return _SAFE.fullmatch(path) is not None


def read_sums(files: Files) -> Iterator[tuple[str, str]]:
    """The paths of the list and their SHA-256, in the order of the list, which is sorted.

    Raises:
        NOT_AN_ARCHIVE: there is no list.
        LINE_BAD: a line has another form or stands in another place.
    """
    before = ""
    for number, line in lines_of(files, SUMS):
        found = _SUM.fullmatch(_text(line))
        if found is None or not is_safe(found[2]) or found[2] <= before or found[2] == SUMS:
            raise LINE_BAD(path=SUMS, line=number, fault="it is no checksum with two spaces and a path, in order")
        before = found[2]
        yield found[2], found[1]
    if not before:
        raise NOT_AN_ARCHIVE(path=SUMS, fault="it is missing or empty")


def read_openings(files: Files) -> Iterator[tuple[int, Opening]]:
    """The openings with the numbers of their lines, in the order of entries and fields.

    Raises:
        LINE_BAD: a line has another form or stands in another place.
    """
    before = (-1, "")
    for number, line in lines_of(files, OPENINGS):
        try:
            data = json.loads(line)
            shown = Shown(field=data["field"], salt=bytes.fromhex(data["salt"]), value=data["value"])
            opening = Opening(index=data["index"], shown=shown)
            place = (opening.index, shown.field)
            good = _is_place(*place) and opening.line() == line + b"\n" and before < place
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise LINE_BAD(path=OPENINGS, line=number, fault=f"{type(fault).__name__} {fault}") from None
        if not good:
            raise LINE_BAD(path=OPENINGS, line=number, fault="it is not in canonical form, or out of order")
        before = place
        yield number, opening


def read_exhibits(files: Files) -> Iterator[tuple[int, Exhibit]]:
    """The list of evidence with the numbers of its lines, in the order of entries.

    Raises:
        LINE_BAD: a line has another form or stands in another place.
    """
    before = (-1, "", "")
    for number, line in lines_of(files, EXHIBITS):
        try:
            data = json.loads(line)
            exhibit = Exhibit(index=data["index"], field=data["field"], digest=data["sha256"], held=data["held"])
            place = (exhibit.index, exhibit.field, exhibit.digest)
            good = _is_place(*place[:2]) and is_digest(exhibit.digest) and isinstance(exhibit.held, bool)
            good = good and exhibit.line() == line + b"\n" and before < place
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise LINE_BAD(path=EXHIBITS, line=number, fault=f"{type(fault).__name__} {fault}") from None
        if not good:
            raise LINE_BAD(path=EXHIBITS, line=number, fault="it is not in canonical form, or out of order")
        before = place
        yield number, exhibit


def is_digest(text: Any) -> bool:
    """Whether it is a SHA-256 in small hex."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def names_digest(value: Any, digest: str) -> bool:
    """Whether a field's value names a file by its SHA-256, anywhere in it."""
    return digest in (value if isinstance(value, str) else json.dumps(value))


def lines_of(files: Files, path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file without their ends, numbered from 1; little of the file is held at a time.

    Raises:
        LINE_BAD: the last one does not end, or one is too long.
    """
    number, rest = 0, b""
    for chunk in files.chunks(path):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            yield number, line
        if len(rest) > LINE_BYTES:
            break
    if rest:
        raise LINE_BAD(path=path, line=number + 1, fault="it is cut off, or too long")


def _is_place(index: Any, field: Any) -> bool:
    """Whether it is the number of an entry, and a name; JSON has true and 1.5 where a number is meant."""
    return isinstance(index, int) and not isinstance(index, bool) and index >= 0 and isinstance(field, str)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")
