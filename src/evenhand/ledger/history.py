"""Policies that follow one another: which holds from which entry on, and who agreed to the change.

A key is lost, stolen or replaced, and the policy that names it with it. What was final under the earlier policy stays
so: each checkpoint is judged by the policy that held at its size. A step from one policy to the next is a text that the
witnesses of both sign, and an entry of the log. Source: The Update Framework 1.0, 5.3.4 (a new root is signed by the
keys of the old and by those of the new).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.bundles import Verdict
from evenhand.ledger.checkpoints import Checkpoint, SignedCheckpoint, read_number
from evenhand.ledger.notes import Note, VerifierKey, read_key, read_note, verified
from evenhand.ledger.policy import NONE, Policy, open_under, read_policy

NOT_A_STEP = ProblemKind(
    code="ledger.not-a-step",
    blame="caller",
    message="This is no step from one policy to the next: {fault}. Make it with: evenhand policy change",
)
NOT_A_HISTORY = ProblemKind(
    code="ledger.not-a-history",
    blame="caller",
    message="This is no history of policies: {fault}. Get it again from whoever gave it, byte for byte.",
)
STEP_NOT_APPROVED = ProblemKind(
    code="ledger.step-not-approved",
    blame="caller",
    message="Step {number} of the history is not signed by enough of the witnesses of the policy {side} it; still "
    "lacking: {lacking}. Do not use what follows it, unless somebody whom you trust gives you the later policy itself.",
)
POLICY_NOT_IN_HISTORY = ProblemKind(
    code="ledger.policy-not-in-history",
    blame="caller",
    message="The policy that you trust (SHA-256 {digest}) is none of the {count} in this history. Ask for the history "
    "that begins with yours.",
)
NOT_CONTINUED = ProblemKind(
    code="ledger.not-continued",
    blame="caller",
    message="This entry does not show that {origin} continues an earlier log: {fault}. Ask whoever runs the log for "
    "the proof of its first entry, with the field {field}.",
)

FORMAT, STEP_FORMAT = "evenhand.policy-history/1", "evenhand.policy-step/1"
CHANGED, CONTINUES = "ledger.policy-changed", "ledger.continues"
"""The kinds of the statements that a policy follows another, and that a log goes on from another log."""
CHECKPOINT_FIELD, STEP_FIELD = "checkpoint", "step"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A key that counts no longer."""

    key: VerifierKey
    origin: str
    size: int
    """Under checkpoints of that log with so many entries or more its signatures are worth nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one policy to the next."""

    origin: str
    """The log in whose entries is counted."""
    size: int
    """The later policy holds for checkpoints of so many entries and more."""
    before: str
    """SHA-256 over the file of the earlier policy."""
    after: str
    revoked: tuple[Revocation, ...] = ()

    def text(self) -> str:
        """What the witnesses sign."""
        lines = [STEP_FORMAT, f"log {self.origin}", f"from {self.size}", f"before {self.before}", f"after {self.after}"]
        lines += [f"revoked {one.key} {one.origin} {one.size}" for one in self.revoked]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Policies as their files, the earliest first, and the signed steps between them; nothing is verified."""

    policies: tuple[str, ...]
    steps: tuple[Note, ...] = ()

    def content(self) -> bytes:
        """The history as a file: canonical JSON."""
        steps = [step.content().decode() for step in self.steps]
        return canonical_bytes({"format": FORMAT, "policies": list(self.policies), "steps": steps})

    def then(self, policy: str, *, origin: str, size: int, revoked: Iterable[Revocation] = ()) -> "History":
        """The history with one more policy, whose step nobody has signed yet.

        Raises:
            BAD_POLICY: it is none.
        """
        read_policy(policy)
        before, after = digest_of(self.policies[-1]), digest_of(policy)
        step = Step(origin=origin, size=size, before=before, after=after, revoked=tuple(revoked))
        return History(policies=(*self.policies, policy), steps=(*self.steps, Note(text=step.text(), signatures=())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A policy, and from where on it holds."""

    number: int
    policy: Policy
    origin: str = ""
    size: int = 0
    approved: bool = True
    """Whether the witnesses of the policy before agreed; else it rests on whoever gave the history."""

    def holds(self, checkpoint: Checkpoint) -> bool:
        """Whether the checkpoint is judged by it, where no later one holds. The first holds for all its logs."""
        if self.number == 1:
            return True
        return self.origin == checkpoint.origin and checkpoint.size >= self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Eras:
    """A history that was verified (see evenhand.ledger.policy.Rules)."""

    eras: tuple[Era, ...]
    revoked: tuple[Revocation, ...] = ()

    @property
    def origin(self) -> str:
        """The log that the newest policy speaks of."""
        newest = self.eras[-1]
        return newest.origin or next((key.name for key in newest.policy.logs), "")

    def logs(self) -> tuple[VerifierKey, ...]:
        """The keys of logs in all policies."""
        return tuple(dict.fromkeys(key for era in self.eras for key in era.policy.logs))

    @property
    def witnesses(self) -> dict[str, VerifierKey]:
        """The keys of witnesses in all policies by name; an earlier key of a name has the policy's number behind it."""
        found: dict[str, VerifierKey] = {}
        for era in reversed(self.eras):
            for name, key in era.policy.witnesses.items():
                if key not in found.values():
                    found[name if name not in found else f"{name}/{era.number}"] = key
        return found

    def era(self, checkpoint: Checkpoint) -> Era:
        """The one that a checkpoint is judged by."""
        return next(era for era in reversed(self.eras) if era.holds(checkpoint))

    def holding(self, checkpoint: Checkpoint) -> Policy:
        """The policy that a checkpoint is judged by, with the keys that are worth nothing under it."""
        gone = {
            one.key.public for one in self.revoked if one.origin == checkpoint.origin and checkpoint.size >= one.size
        }
        return replace(self.era(checkpoint).policy, revoked=frozenset(gone))


def digest_of(policy: str) -> str:
    """SHA-256 over the file of a policy, by which steps name it."""
    return hashlib.sha256(policy.encode()).hexdigest()


def read_step(text: str) -> Step:
    """The step that a note's text is.

    Raises:
        NOT_A_STEP: it has another form.
    """
    lines = text.split("\n")
    if len(lines) < 6 or lines.pop() or lines[0] != STEP_FORMAT:
        raise NOT_A_STEP(fault=f"its first line is not {STEP_FORMAT}, or lines are missing")
    words = dict(zip(("log", "from", "before", "after"), (line.partition(" ") for line in lines[1:5]), strict=True))
    if any(found[0] != name or not found[2] for name, found in words.items()):
        raise NOT_A_STEP(fault="it does not say log, from, before and after, in this order")
    size, before, after = read_number(words["from"][2]), words["before"][2], words["after"][2]
    if size is None or not _HEX.fullmatch(before) or not _HEX.fullmatch(after):
        raise NOT_A_STEP(fault="from is no number of entries, or before or after no SHA-256")
    revoked = tuple(_revocation(line) for line in lines[5:])
    return Step(origin=words["log"][2], size=size, before=before, after=after, revoked=revoked)


def read_history(content: bytes) -> History:
    """A history from its file; nothing is verified but that its parts belong together.

    Raises:
        NOT_A_HISTORY: it has another form, or a step leads from or to another policy.
        BAD_POLICY, NOTE_MALFORMED, NOT_A_STEP: a part of it is none.
    """
    try:
        data: dict[str, Any] = json.loads(content)
        policies = tuple(str(text) for text in data["policies"])
        if data["format"] != FORMAT or len(data["steps"]) != len(policies) - 1:
            raise NOT_A_HISTORY(fault=f"its format is not {FORMAT}, or it has not one step between two policies")
        steps = tuple(_note(str(text)) for text in data["steps"])
        digests = [digest_of(text) for text in policies]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NOT_A_HISTORY(fault=f"{type(fault).__name__} {fault}") from None
    for number, note in enumerate(steps, start=1):
        step = read_step(note.text)
        if [step.before, step.after] != digests[number - 1 : number + 1]:
            raise NOT_A_HISTORY(fault=f"step {number} leads from or to another policy than the one beside it")
    return History(policies=policies, steps=steps)


def verify_history(history: History, *, trusted: str | None = None) -> Eras:
    """The policies of a history, once each step is signed by those who have to.

    Args:
        history: from anybody, or from somebody who is trusted.
        trusted: the file of a policy that was got by a way that is trusted; None where the history itself was.

    Raises:
        POLICY_NOT_IN_HISTORY: the trusted policy is none of its policies.
        STEP_NOT_APPROVED: the witnesses of the policy after the step did not sign it, or, where a policy is trusted
            and not the history, those of the policy before.
        SIGNATURE_BAD, NOT_SIGNED: see `verified`.
        NOT_A_HISTORY: a later policy would hold from an earlier entry on.
        BAD_POLICY: one of them is none.
    """
    if trusted is not None and trusted not in history.policies:
        raise POLICY_NOT_IN_HISTORY(digest=digest_of(trusted), count=len(history.policies))
    eras, revoked = [Era(number=1, policy=read_policy(history.policies[0]))], list[Revocation]()
    for number, (note, text) in enumerate(zip(history.steps, history.policies[1:], strict=True), start=1):
        step, policy = read_step(note.text), read_policy(text)
        if any(era.origin == step.origin and era.size > step.size for era in eras):
            raise NOT_A_HISTORY(fault=f"step {number} holds from entry {step.size} on, an earlier one from a later")
        if not any(key.name == step.origin for key in policy.logs):
            raise NOT_A_HISTORY(
                fault=f"step {number} is about {step.origin}, of which the policy after it says nothing"
            )
        before, after = _approvals(note, eras[-1].policy, policy, revoked)
        if after:
            raise STEP_NOT_APPROVED(number=number, side="after", lacking=", ".join(after))
        if before and trusted is not None:
            raise STEP_NOT_APPROVED(number=number, side="before", lacking=", ".join(before))
        eras.append(Era(number=number + 1, policy=policy, origin=step.origin, size=step.size, approved=not before))
        revoked.extend(step.revoked)
    return Eras(eras=tuple(eras), revoked=tuple(revoked))


def lacking_approvals(history: History) -> tuple[str, ...]:
    """Who still has to sign the last step, of the policy before it and of the one after."""
    old, new = (read_policy(text) for text in history.policies[-2:])
    revoked = [one for note in history.steps[:-1] for one in read_step(note.text).revoked]
    before, after = _approvals(history.steps[-1], old, new, revoked)
    return tuple(dict.fromkeys((*before, *after)))


def require_continued(verdict: Verdict, eras: Eras) -> SignedCheckpoint:
    """The last checkpoint of the log that another one continues.

    Args:
        verdict: what the bundle of the first entry of the later log proves, with its checkpoint shown.
        eras: the history, which speaks of both logs.

    Raises:
        NOT_CONTINUED: the entry says something else, or what it holds was not final.
        NOTE_MALFORMED, NOT_A_CHECKPOINT, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG, KEY_REVOKED: see `open_under`.
    """
    origin = verdict.checkpoint.checkpoint.origin

    def refused(fault: str) -> Problem:
        return NOT_CONTINUED(origin=origin, fault=fault, field=CHECKPOINT_FIELD)

    held = next((one.value for one in verdict.shown if one.field == CHECKPOINT_FIELD), None)
    if verdict.index or verdict.statement.kind != CONTINUES or not isinstance(held, str):
        raise refused(f"it is entry {verdict.index + 1} of kind {verdict.statement.kind}, or the field is not shown")
    earlier, policy = open_under(held.encode(), eras)
    if earlier.checkpoint.origin == origin:
        raise refused("it names itself")
    lacking = policy.lacking(earlier.cosigned())
    if lacking:
        raise refused(f"the last checkpoint of {earlier.checkpoint.origin} lacks the cosignatures of {lacking}")
    return earlier


def _approvals(
    note: Note, old: Policy, new: Policy, revoked: Sequence[Revocation]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is still lacking of the policy before, and of the one after."""
    keys = {*old.logs, *new.logs, *old.witnesses.values(), *new.witnesses.values()}
    gone = {one.key.public for one in revoked}
    signed = {found.key for found in verified(note, keys) if found.key.public not in gone} if note.signatures else set()
    return _lacking(old, signed), _lacking(new, signed)


def _lacking(policy: Policy, signed: set[VerifierKey]) -> tuple[str, ...]:
    if policy.quorum != NONE:
        return policy.lacking(signed)
    # A policy that asks for nobody is the log's own: its key decides.
    return () if signed & set(policy.logs) else tuple(key.name for key in policy.logs) or (NONE,)


def _revocation(line: str) -> Revocation:
    words = line.split(" ")
    size = read_number(words[3]) if len(words) == 4 and words[0] == "revoked" else None
    if size is None:
        raise NOT_A_STEP(fault=f"{line[:80]!r} does not say revoked, a key, a log and a number of entries")
    return Revocation(key=read_key(words[1]), origin=words[2], size=size)


def _note(text: str) -> Note:
    """A step, signed or not yet; ValueError where it is no text that can be written."""
    content = text.encode()
    return Note(text=text[:-1], signatures=()) if text.endswith("\n\n") else read_note(content)
