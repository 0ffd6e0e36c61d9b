"""One round of a witness: look, keep, and only then hand on; ask the other witnesses; tell people what is wrong.

Nothing that goes wrong on the way (the network, the mail server, another witness) keeps the rest from being done, and
what was not handed on is handed on at the next round.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import alarm_of
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.copying import copy
from evenhand.ledger.exchange import Held, hold, read_told
from evenhand.ledger.notes import Signature
from evenhand.ledger.protocol import monitoring_path
from evenhand.ledger.tiles import Blobs
from evenhand.ledger.witness import SERIOUS, Depth, Finding, Kind, Look, Memory, look
from evenhand.ledger.wording import finding_in_words
from evenhand.sources.ledger_address import MOST_BYTES, Address, published_at, together
from evenhand.sources.witness_home import Home, Kept, State
from evenhand.sources.witness_mail import Post, send

STALE = 409
HANDED_IN_AGAIN_S = 60
"""So often the same checkpoint is handed in again, for its time."""
_TRIES = 3
"""A log goes on while it is looked at: so often a cosignature that came too late is made anew in one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a witness was told to do at each round."""

    log: str
    """A folder or an address."""
    stalled_after: timedelta
    depth: Depth = "new"
    every: timedelta | None = None
    hand_in: str = ""
    """Where cosignatures and alarms are sent (`cosignatures` and `alarms` below it); empty to send none."""
    peers: Sequence[str] = ()
    """Addresses of other witnesses, or files that they wrote."""
    post: Post | None = None
    keep_entries: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of one round."""

    findings: tuple[Finding, ...] = ()
    raised: tuple[Kept, ...] = ()
    """Alarms that are new."""
    checkpoint: Checkpoint | None = None
    cosignature: Signature | None = None
    note: bytes = b""
    """The checkpoint with the log's and this witness's signature."""
    held_back: str = ""
    """The alarm on account of which nothing is cosigned until a person settles it."""
    unreachable: str = ""
    faults: tuple[str, ...] = ()
    """What could not be handed on, in words."""

    @property
    def is_alarm(self) -> bool:
        """Whether something is wrong that no honest log brings about."""
        return bool(self.held_back) or any(finding.kind in SERIOUS for finding in self.findings)

    @property
    def is_sure(self) -> bool:
        """Whether the log was looked at, nothing at all was found, and nothing is open."""
        return not self.findings and not self.unreachable and not self.held_back


class Rounds:
    """The rounds of one witness at one log."""

    def __init__(self, home: Home, plan: Plan, *, clock: Callable[[], int]) -> None:
        """`clock` gives seconds since 1970."""
        self.home, self.plan, self._clock = home, plan, clock
        self._ahead: dict[str, int] = {}
        self._handed: tuple[Checkpoint, int] | None = None

    def once(self) -> Round:
        """One round.

        Raises:
            BAD_MEMORY: what this witness remembers was changed: it vouches for nothing.
            LOG_IN_USE: another process has its folder, for long.
        """
        faults: list[str] = []
        found = self._look_and_hand_in(faults)
        peers, more = self._ask_peers(found)
        findings = (*found.findings, *more)
        with self.home.locked():
            raised = self.home.raise_alarms(findings, now_s=self._clock())
            self._keep_state(found, findings, peers)
            self._keep_copy(found, faults)
        self._tell(faults)
        return replace(found, findings=findings, raised=tuple(raised), faults=(*found.faults, *faults))

    def _look_and_hand_in(self, faults: list[str]) -> Round:
        for _ in range(_TRIES):
            found = self._look()
            if not self.plan.hand_in or found.checkpoint is None or self._is_handed(found):
                return found
            status = self._post("cosignatures", found.note, faults)
            if status != STALE:
                if status is not None and status < 300:
                    self._handed = (found.checkpoint, self._clock())
                return found
        return found

    def _is_handed(self, found: Round) -> bool:
        if found.cosignature is None:
            return True
        before = self._handed
        return before is not None and before[0] == found.checkpoint and self._clock() < before[1] + HANDED_IN_AGAIN_S

    def _look(self) -> Round:
        """Look and remember, under one lock; the cosignature is handed on only after that."""
        with self.home.locked():
            before = self.home.memory()
            try:
                with together(published_at(self.plan.log)) as log:
                    found = look(
                        log,
                        before,
                        trust=self.home.trust,
                        key=self.home.key,
                        now_s=self._clock(),
                        stalled_after_s=int(self.plan.stalled_after.total_seconds()),
                        depth=self.plan.depth,
                    )
            except (Problem, OSError) as fault:  # the log cannot be reached: that is told, and tried again
                return Round(unreachable=str(fault), findings=self._silence(before))
            held_back = self.home.holds_back()
            if held_back:  # a log that forked once may well look sound again: people decide which of the two it is
                return Round(findings=found.findings, checkpoint=found.checkpoint, held_back=held_back)
            if found.memory is not None and found.checkpoint is not None:
                self.home.keep(found.memory, size=found.checkpoint.size)
        return _round_of(found)

    def _silence(self, before: Memory | None) -> tuple[Finding, ...]:
        """A log that cannot be reached signs nothing, as far as anybody can tell."""
        last = max(self.home.state().reached_s, 0 if before is None else before.log_at_s)
        silent = self._clock() - last
        if not last or silent <= self.plan.stalled_after.total_seconds():
            return ()
        return (Finding(kind=Kind.STALLED, details={"signed_s": last, "silent_s": silent}),)

    def _ask_peers(self, found: Round) -> tuple[list[dict[str, Any]], list[Finding]]:
        peers: list[dict[str, Any]] = []
        findings: list[Finding] = []
        for address in self.plan.peers:
            told: dict[str, Any] = {"address": address, "at_s": self._clock(), "name": "", "pairs": 0, "fault": ""}
            try:
                name, held = self._ask(address)
                told |= {"name": name, "pairs": held.pairs}
                findings += held.findings
                findings += self._withheld(address, held, found)
            except (Problem, OSError) as fault:
                told["fault"] = str(fault)
            peers.append(told)
        return peers, findings

    def _ask(self, address: str) -> tuple[str, Held]:
        content = _seen_at(address, self.home.origin)
        name, theirs = ("", ()) if content is None else read_told(content)
        return name, hold(self.home.seen(beside=theirs), theirs, trust=self.home.trust, blobs=self._blobs())

    def _withheld(self, address: str, held: Held, found: Round) -> list[Finding]:
        """What another witness saw at an earlier round already, and this log still does not show here."""
        before, size = self._ahead.get(address), 0 if found.checkpoint is None else found.checkpoint.size
        if held.ahead is not None:
            self._ahead[address] = held.ahead
        if before is None or not found.checkpoint or size >= before:
            return []
        return [Finding(kind=Kind.OUTDATED, details={"size": size, "before": before})]

    def _blobs(self) -> Blobs | None:
        try:
            return published_at(self.plan.log)
        except Problem:
            return None

    def _keep_state(self, found: Round, findings: Sequence[Finding], peers: Sequence[dict[str, Any]]) -> None:
        before, now_s = self.home.state(), self._clock()
        notices = [alarm_of(one, origin=self.home.origin) for one in findings if one.kind not in SERIOUS]
        kinds = {notice.kind.value for notice in notices}
        every = self.plan.every
        state = State(
            looked_s=now_s,
            reached_s=before.reached_s if found.unreachable else now_s,
            size=before.size if found.cosignature is None or found.checkpoint is None else found.checkpoint.size,
            cosigned_s=before.cosigned_s if found.cosignature is None else found.cosignature.cosigned_at_s,
            fault=found.unreachable,
            notices=tuple({"kind": one.kind.value, "details": dict(one.details)} for one in notices),
            peers=tuple(peers),
            sent_s=before.sent_s,
            mailed=tuple(kind for kind in before.mailed if kind in kinds),
            every_s=0 if every is None else max(1, int(every.total_seconds())),
        )
        self.home.keep_state(state)

    def _keep_copy(self, found: Round, faults: list[str]) -> None:
        """Keep what the log published, where that was asked for and all of it was found sound."""
        if not self.plan.keep_entries or found.checkpoint is None or found.cosignature is None:
            return
        since = int(self.home.folder.read("copy/size") or b"0")
        if since == found.checkpoint.size:
            return
        memory, blobs = self.home.memory(), self._blobs()
        if memory is None or blobs is None:
            return
        try:
            size = found.checkpoint.size
            copy(blobs, self._put, size=size, checkpoint=memory.note, since=since)
            self.home.put("copy/size", str(size).encode())
        except (Problem, OSError) as fault:
            faults.append(str(fault))

    def _put(self, path: str, content: bytes) -> None:
        self.home.put(f"copy/{path}", content)

    def _tell(self, faults: list[str]) -> None:
        """Tell the log's server and people what they were not told yet."""
        for kept in self.home.alarms():
            if self.plan.hand_in and not kept.told and not kept.settled:
                status = self._post("alarms", kept.signed.content, faults)
                if status is not None and status < 300:
                    self._mark(kept, told=True)
            if self.plan.post is not None and not kept.mailed and not kept.settled:
                text = finding_in_words(kept.signed.alarm.finding(), language=self.plan.language)
                files = {f"{kept.slug}.alarm": kept.signed.content}
                if self._mail(f"ALARM: {self.home.origin}: {kept.signed.alarm.kind.value}", text, files, faults):
                    self._mark(kept, mailed=True)
        self._tell_notices(faults)

    def _tell_notices(self, faults: list[str]) -> None:
        state = self.home.state()
        mailed = list(state.mailed)
        for notice in state.notices if self.plan.post is not None else ():
            finding = Finding(kind=Kind(notice["kind"]), details=notice["details"])
            if notice["kind"] not in mailed:
                text = finding_in_words(finding, language=self.plan.language)
                if self._mail(f"{self.home.origin}: {notice['kind']}", text, {}, faults):
                    mailed.append(notice["kind"])
        if tuple(mailed) != state.mailed:
            with self.home.locked():
                self.home.keep_state(replace(self.home.state(), mailed=tuple(mailed)))

    def _mark(self, kept: Kept, **changes: bool) -> None:
        with self.home.locked():
            self.home.mark(kept.slug, **changes)

    def _post(self, path: str, content: bytes, faults: list[str]) -> int | None:
        """The status of a POST to the log; None if nobody answered. What is neither taken nor too late is a fault."""
        try:
            reply = Address(self.plan.hand_in).send(path, content)
        except Problem as problem:
            faults.append(str(problem))
            return None
        if reply.status >= 300 and reply.status != STALE:
            words = reply.content[:300].decode(errors="replace").strip()
            faults.append(f"{self.plan.hand_in}/{path}: HTTP {reply.status} {words}")
        if reply.status < 300 and path == "cosignatures":
            with self.home.locked():
                self.home.keep_state(replace(self.home.state(), sent_s=self._clock()))
        return reply.status

    def _mail(self, subject: str, text: str, files: dict[str, bytes], faults: list[str]) -> bool:
        if self.plan.post is None:
            return False
        try:
            send(self.plan.post, subject=subject, text=text, attached=files, now_s=self._clock())
        except Problem as problem:
            faults.append(str(problem))
            return False
        return True


def _seen_at(place: str, origin: str) -> bytes | None:
    """What another witness saw, from its server or from a file of it."""
    if place.startswith(("http://", "https://")):
        return Address(place).read(monitoring_path(origin).removesuffix("checkpoint") + "seen")
    with Path(place).open("rb") as file:
        return file.read(MOST_BYTES)


def _round_of(found: Look) -> Round:
    note = b"" if found.memory is None else found.memory.note
    return Round(findings=found.findings, checkpoint=found.checkpoint, cosignature=found.cosignature, note=note)
