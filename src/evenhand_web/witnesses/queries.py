"""How the witnesses stand: who cosigned what and when, what is final, and what they are alarmed about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import Alarm as Said
from evenhand.ledger.alarms import Weight, said_in, weigh
from evenhand.ledger.checkpoints import SignedCheckpoint, open_checkpoint
from evenhand.ledger.notes import VerifierKey
from evenhand.ledger.wording import finding_in_words, isolated
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.ledger import keys, publishing
from evenhand_web.witnesses import access
from evenhand_web.witnesses.known import known, trust
from evenhand_web.witnesses.models import Alarm

SHOWN_CHECKPOINTS = 24
LOOKED_AT = 100
"""So many of the newest cosigned checkpoints are read; what was cosigned longer ago counts as not at all."""
SHOWN_ALARMS = 20
GONE_AFTER = timedelta(minutes=10)
"""So long after the newest signature a witness that did not cosign is called silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessRow:
    """One witness of the policy."""

    name: str
    key: str
    address: str
    size: int | None
    """Of the newest checkpoint that it cosigned; None if it cosigned none that is kept."""
    at: datetime | None
    """When, by its own clock."""
    behind: int | None
    """So many entries were signed that it has not cosigned."""
    is_newest: bool
    is_missing: bool
    """Whether the newest checkpoint waits for it to become final."""
    state: str
    """`alarm`, `good`, `behind` or `silent`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """An alarm as people read it."""

    id: str
    witness: str
    kind: str
    words: str
    weight: Weight
    signed_at: datetime
    received_at: datetime
    evidence: int
    """How many signed checkpoints it holds."""
    is_open: bool
    """Whether its witness has cosigned nothing since."""

    @property
    def parts(self) -> range:
        """The numbers of its signed checkpoints."""
        return range(1, self.evidence + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A checkpoint of the history, and who cosigned it."""

    size: int
    is_final: bool
    cosigned: Mapping[str, datetime]
    """By the witness's name in the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand for the newest checkpoint."""

    has_policy: bool
    size: int
    """Entries of the newest checkpoint; 0 before the first."""
    root: str
    signed_at: datetime | None
    is_final: bool
    final_size: int
    """Entries of the newest checkpoint that is final; 0 if none is."""
    missing: tuple[str, ...]
    """Names of witnesses of whom some still have to cosign."""
    alarmed: tuple[str, ...]
    """Names of witnesses with an alarm since their last cosignature."""

    @property
    def state(self) -> str:
        """`alarm`, `final`, `waiting`, `none` (nothing signed) or `no-policy`."""
        if self.alarmed:
            return "alarm"
        if not self.has_policy:
            return "no-policy"
        if not self.size:
            return "none"
        return "final" if self.is_final else "waiting"


def standing(actor: Actor) -> Standing:
    """Whether the newest checkpoint is final, and who is missing.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    actor.require(Capability.SEE_WITNESSES)
    kept = _kept()
    return _standing(kept, _open_alarms(access.alarms(actor), kept))


def rows(actor: Actor) -> tuple[WitnessRow, ...]:
    """The witnesses of the policy, in its order.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    actor.require(Capability.SEE_WITNESSES)
    kept = _kept()
    alarmed = _open_alarms(access.alarms(actor), kept)
    last, told, policy = _last_cosigned(kept), _standing(kept, alarmed), keys.policy()
    newest = publishing.newest()
    addresses = {} if policy is None else policy.addresses
    found = []
    for name, key in known().items():
        size, at = last.get(key.name, (None, None))
        behind = None if size is None else max(0, told.size - size)
        is_newest = newest is not None and key in newest.cosigned()
        silent = at is None or (not is_newest and told.signed_at is not None and told.signed_at - at > GONE_AFTER)
        state = "alarm" if key.name in alarmed else "good" if is_newest else "silent" if silent else "behind"
        found.append(
            WitnessRow(
                name=name,
                key=str(key),
                address=addresses.get(name, ""),
                size=size,
                at=at,
                behind=behind,
                is_newest=is_newest,
                is_missing=name in told.missing,
                state=state,
            )
        )
    return tuple(found)


def history(actor: Actor) -> tuple[Column, ...]:
    """The last checkpoints that witnesses cosigned, the oldest first.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    actor.require(Capability.SEE_WITNESSES)
    names, policy = {key: name for name, key in known().items()}, keys.policy()
    columns = []
    for found in reversed(_kept()[:SHOWN_CHECKPOINTS]):
        times = {names[key]: _instant(at_s) for key, at_s in found.cosigned().items() if key in names}
        final = policy is not None and policy.is_final(found.cosigned())
        columns.append(Column(size=found.checkpoint.size, is_final=final, cosigned=times))
    return tuple(columns)


def alarms(actor: Actor, *, language: str) -> tuple[AlarmRow, ...]:
    """The newest alarms, in words of a language.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    found = access.alarms(actor)
    still = _open_alarms(found, _kept())
    return tuple(_alarm_row(row, still, language=language) for row in found[:SHOWN_ALARMS])


def evidence(actor: Actor, alarm: str, part: int) -> bytes:
    """One signed checkpoint of an alarm, byte for byte; `part` counts from 1.

    Raises:
        NO_SUCH_ALARM: there is none.
    """
    row = access.alarm_for(actor, alarm)
    notes = _said(row).evidence
    if not 1 <= part <= len(notes):
        raise access.NO_SUCH_ALARM(alarm=alarm)
    return notes[part - 1]


def _standing(kept: Sequence[SignedCheckpoint], alarmed: Iterable[str]) -> Standing:
    newest, policy = publishing.newest(), keys.policy()
    cosigners: Mapping[VerifierKey, int] = {} if newest is None else newest.cosigned()
    names = {key.name: name for name, key in known().items()}
    return Standing(
        has_policy=policy is not None,
        size=0 if newest is None else newest.checkpoint.size,
        root="" if newest is None else newest.checkpoint.root.hex(),
        signed_at=None if newest is None else publishing.signed_at(newest),
        is_final=newest is not None and policy is not None and policy.is_final(cosigners),
        final_size=next((one.checkpoint.size for one in kept if policy and policy.is_final(one.cosigned())), 0),
        missing=() if policy is None or newest is None else policy.lacking(cosigners),
        alarmed=tuple(names.get(name, name) for name in sorted(set(alarmed))),
    )


def _kept() -> list[SignedCheckpoint]:
    """The newest checkpoints that witnesses cosigned, the newest first; a file that is none says nothing."""
    disk, found = publishing.files(), []
    witnesses = [keys.clock_key(), *known().values()]
    for name in sorted(disk.names(publishing.KEPT), reverse=True):
        try:
            content = disk.read(f"{publishing.KEPT}/{name}") or b""
            found.append(open_checkpoint(content, logs=keys.verifiers(), witnesses=witnesses))
        except Problem:
            continue
        if len(found) == LOOKED_AT:
            break
    return found


def _last_cosigned(kept: Iterable[SignedCheckpoint]) -> dict[str, tuple[int, datetime]]:
    """By the name of a witness's key, the largest tree that it cosigned, and when."""
    last: dict[str, tuple[int, datetime]] = {}
    for found in kept:
        for key, at_s in found.cosigned().items():
            last.setdefault(key.name, (found.checkpoint.size, _instant(at_s)))
    return last


def _open_alarms(found: Iterable[Alarm], kept: Iterable[SignedCheckpoint]) -> dict[str, datetime]:
    """By the name of a witness's key, when it last raised an alarm, if it cosigned nothing since."""
    last = _last_cosigned(kept)
    still: dict[str, datetime] = {}
    for row in found:
        cosigned = last.get(row.witness)
        if cosigned is None or cosigned[1] <= row.signed_at:
            still[row.witness] = max(row.signed_at, still.get(row.witness, row.signed_at))
    return still


def _alarm_row(row: Alarm, still: Mapping[str, datetime], *, language: str) -> AlarmRow:
    alarm = _said(row)
    names = {key.name: name for name, key in known().items()}
    return AlarmRow(
        id=row.alarm,
        witness=names.get(row.witness, row.witness),
        kind=row.kind,
        words=isolated(finding_in_words(alarm.finding(), language=language)),
        weight=weigh(alarm, trust=trust()),
        signed_at=row.signed_at,
        received_at=row.received_at,
        evidence=len(alarm.evidence),
        is_open=row.witness in still,
    )


def _said(row: Alarm) -> Said:
    """What the alarm of a row says; it was verified when it came, and its witness may be out of the policy since."""
    return said_in(bytes(row.content))


def _instant(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


def policy_text(actor: Actor) -> str:
    """The policy as the operator wrote it; empty where there is none.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    actor.require(Capability.SEE_WITNESSES)
    return Path(settings.LEDGER_POLICY).read_text(encoding="utf-8") if settings.LEDGER_POLICY else ""
