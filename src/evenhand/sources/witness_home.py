"""What a witness keeps on its own disk: what it saw, what it found, and what became of that.

A folder a log: `newest.json` (the memory), `audited.json` (the last memory whose entries were all read), `seen/`
(checkpoints by size), `alarms/` (signed, with the evidence in them), `evidence/` (the same notes as files),
`state.json` (the last look), and on request `copy/` (the log's files) and `released/` (proofs handed to this party).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.alarms import SignedAlarm, alarm_of, read_alarm, signed_alarm
from evenhand.ledger.exchange import MOST_NOTES, sizes_said
from evenhand.ledger.history import Eras
from evenhand.ledger.notes import SigningKey
from evenhand.ledger.storage import Files
from evenhand.ledger.witness import SERIOUS, Finding, Kind, Memory, Trust, read_memory
from evenhand.sources.ledger_files import Folder

NO_SUCH_ALARM = ProblemKind(
    code="sources.no-such-alarm",
    blame="missing",
    message="This witness has no alarm {slug!r}. Its page and `evidence` folder name those that it has.",
)

FORKED = frozenset({Kind.REWRITTEN, Kind.SPLIT_VIEW, Kind.TRUNCATED})
"""After one of these a log is two logs: nothing more is cosigned until a person has settled the alarm."""
MOST_ALARMS = 200
"""More of them tell nobody more; a log that makes new ones at every look fills no disk. Open forks count apart."""
_WAIT_S = 10.0
_SLUG = re.compile(r"[a-z-]{1,30}-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the last look went."""

    looked_s: int = 0
    reached_s: int = 0
    """When the log was last reached."""
    size: int = 0
    cosigned_s: int = 0
    fault: str = ""
    """Why the log could not be reached; empty if it was."""
    notices: tuple[dict[str, Any], ...] = ()
    """What was found and is no alarm: kind and details, as in an alarm."""
    peers: tuple[dict[str, Any], ...] = ()
    """By other witness: address, name, at_s, pairs, fault."""
    sent_s: int = 0
    """When the log last took a cosignature from here."""
    mailed: tuple[str, ...] = ()
    """Kinds of the notices that people were told of by e-mail and that still last."""
    every_s: int = 0
    """How often this witness means to look; 0 if by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An alarm and what became of it."""

    slug: str
    signed: SignedAlarm
    first_s: int
    last_s: int
    count: int
    mailed: bool = False
    told: bool = False
    """Whether the log's server was told."""
    settled: str = ""
    """In whose words it is settled; empty while it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    first_s: int
    last_s: int
    count: int = 1
    mailed: bool = False
    told: bool = False
    settled: str = field(default="")


class Home:
    """The folder of one log. What changes it is done under `locked`."""

    def __init__(self, root: Path, *, trust: Trust, key: SigningKey) -> None:
        self.trust, self.key = trust, key
        self.folder = Folder(root)
        self._files = Files(self.folder)

    @property
    def origin(self) -> str:
        """The name of the log."""
        rules = self.trust.rules
        return rules.origin if isinstance(rules, Eras) else self.trust.logs[0].name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else change what is remembered.

        Raises:
            LOG_IN_USE: somebody else does, for long.
        """
        with self.folder.locked(wait_s=_WAIT_S):
            yield

    def memory(self) -> Memory | None:
        """What was seen last, with the edge of what was last read whole.

        Raises:
            BAD_MEMORY: a file of it was changed.
        """
        newest = self._memory("newest.json")
        if newest is None or newest.edge is not None:
            return newest
        audited = self._memory("audited.json")
        return newest if audited is None else replace(newest, edge=audited.edge)

    def keep(self, memory: Memory, *, size: int) -> None:
        """Remember; it lasts when this comes back, and only then may the cosignature be handed on."""
        contents = {f"seen/{_seen_name(size)}": memory.note, "newest.json": memory.content()}
        if memory.edge is not None:
            contents["audited.json"] = contents["newest.json"]
        self._files.replace(contents)

    def seen(self, *, beside: Iterable[bytes] = ()) -> list[bytes]:
        """The notes that were cosigned, by size: the newest ones, and those of the sizes of the notes `beside`."""
        names = [name for name in self.folder.names("seen") if name.endswith(".checkpoint")]
        asked = {_seen_name(size) for size in sizes_said(beside)}
        wanted = [*(name for name in names[:-MOST_NOTES] if name in asked), *names[-MOST_NOTES:]]
        return [note for note in (self._files.read(f"seen/{name}") for name in wanted) if note is not None]

    def state(self) -> State:
        """How the last look went; a file that cannot be read says nothing."""
        return _made(State, self._files.read("state.json")) or State()

    def keep_state(self, state: State) -> None:
        """Write down how a look went."""
        self._files.replace({"state.json": canonical_bytes(asdict(state))})

    def raise_alarms(self, findings: Iterable[Finding], *, now_s: int) -> list[Kept]:
        """Keep what is serious, signed and with its evidence; those that are new, or new again."""
        raised = []
        for finding in findings:
            if finding.kind not in SERIOUS:
                continue
            slug = self._slug_for(finding)
            book = self._book(slug)
            if book is not None:
                is_new = bool(book.settled)
                book = replace(book, last_s=now_s, count=book.count + 1)
                book = replace(book, settled="", mailed=False, told=False) if is_new else book
                self._write_book(slug, book)
            elif self._is_full(finding.kind):
                continue
            else:
                is_new, book = True, _Book(first_s=now_s, last_s=now_s)
                content = signed_alarm(alarm_of(finding, origin=self.origin), self.key, at_s=now_s)
                self._files.replace({f"evidence/{_digest(note)}.checkpoint": note for note in finding.evidence})
                self._files.replace({f"alarms/{slug}.alarm": content, f"alarms/{slug}.json": _packed(book)})
            if is_new:
                raised.append(self.alarm(slug))
        return raised

    def alarms(self) -> list[Kept]:
        """All alarms, the newest first."""
        return sorted((self.alarm(slug) for slug in self._slugs()), key=lambda kept: (-kept.first_s, kept.slug))

    def holds_back(self) -> str:
        """The alarm on account of which nothing is cosigned until somebody settles it; empty if there is none."""
        open_ones = (kept for kept in self.alarms() if not kept.settled and kept.signed.alarm.kind in FORKED)
        return next((kept.slug for kept in open_ones), "")

    def alarm(self, slug: str) -> Kept:
        """One alarm.

        Raises:
            NO_SUCH_ALARM: there is none of this name.
        """
        content = self._files.read(f"alarms/{slug}.alarm") if _SLUG.fullmatch(slug) else None
        if content is None:
            raise NO_SUCH_ALARM(slug=slug)
        signed = read_alarm(content, witnesses={self.key.name: self.key.verifier})
        book = self._book(slug) or _Book(
            first_s=signed.signed_s, last_s=signed.signed_s
        )  # a crash came between the two
        return Kept(slug=slug, signed=signed, **asdict(book))

    def mark(self, slug: str, **changes: Any) -> None:
        """Write down what became of an alarm: `mailed`, `told`, `settled`.

        Raises:
            NO_SUCH_ALARM: there is none of this name.
        """
        kept = self.alarm(slug)
        book = self._book(slug) or _Book(first_s=kept.first_s, last_s=kept.last_s)
        self._write_book(slug, replace(book, **changes))

    def put(self, path: str, content: bytes) -> None:
        """Keep a file of a copy."""
        self._files.replace({path: content})

    def take_released(self, content: bytes) -> str:
        """Keep a proof that was handed to this party; gives the name of its file here."""
        path = f"released/{_digest(content)}.json"
        self.put(path, content)
        return path

    def copied(self) -> Folder | None:
        """The copy of the log's files, if one is kept."""
        return Folder(self.folder.root / "copy") if self.folder.read("copy/size") is not None else None

    def _slug_for(self, finding: Finding) -> str:
        """Its own; or that of an open alarm of its kind, unless the log forked: that is never one with another."""
        slug = _slug_of(finding)
        if finding.kind in FORKED or self._is_open(slug):
            return slug
        return next(
            (other for other in self._slugs() if _kind_of(other) == finding.kind and self._is_open(other)), slug
        )

    def _is_full(self, kind: Kind) -> bool:
        """Whether one more alarm tells nobody more. What else is wrong, or was settled, leaves room for a fork."""
        if kind in FORKED:
            return sum(_kind_of(slug) in FORKED and self._is_open(slug) for slug in self._slugs()) >= MOST_ALARMS
        return sum(_kind_of(slug) not in FORKED for slug in self._slugs()) >= MOST_ALARMS

    def _is_open(self, slug: str) -> bool:
        book = self._book(slug)
        if book is None:  # a crash came between the two, or there is none
            return self._files.read(f"alarms/{slug}.alarm") is not None
        return not book.settled

    def _slugs(self) -> list[str]:
        return [name.removesuffix(".alarm") for name in self.folder.names("alarms") if name.endswith(".alarm")]

    def _memory(self, name: str) -> Memory | None:
        content = self._files.read(name)
        return None if content is None else read_memory(content, trust=self.trust)

    def _book(self, slug: str) -> _Book | None:
        book: _Book | None = _made(_Book, self._files.read(f"alarms/{slug}.json"))
        return book

    def _write_book(self, slug: str, book: _Book) -> None:
        self._files.replace({f"alarms/{slug}.json": _packed(book)})


def home_of(memory: Path, *, trust: Trust, key: SigningKey) -> Home:
    """The folder for the log of `trust`, named as the source names it (tlog-witness, "Monitor Retrieval")."""
    rules = trust.rules
    name = rules.origin if isinstance(rules, Eras) else " ".join(sorted({log.name for log in trust.logs}))
    memory.mkdir(parents=True, exist_ok=True)
    return Home(memory / hashlib.sha256(name.encode()).hexdigest(), trust=trust, key=key)


def _slug_of(finding: Finding) -> str:
    """One finding at many looks is one alarm: the same kind, against the same thing that was seen before."""
    before = finding.evidence[0] if len(finding.evidence) > 1 else b""
    return f"{finding.kind.value}-{_digest(finding.kind.value.encode() + before)[:16]}"


def _seen_name(size: int) -> str:
    return f"{size:020d}.checkpoint"


def _kind_of(slug: str) -> str:
    return slug.rpartition("-")[0]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _packed(book: _Book) -> bytes:
    return canonical_bytes(asdict(book))


def _made(form: type[Any], content: bytes | None) -> Any:
    """The value in a file; None where there is none, or it has another form."""
    try:
        return None if content is None else form(**_tuples(json.loads(content)))
    except (ValueError, TypeError):
        return None


def _tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
