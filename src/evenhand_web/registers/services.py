"""The verbs of the registers: enter, say otherwise or anew, release, recall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from evenhand.foundation.problems import ProblemKind
from evenhand.registers.model import Register
from evenhand.registers.values import LINES, TOO_LONG, read_values
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.services import record as enter_in_record
from evenhand_web.ledger.turns import take_turn
from evenhand_web.registers import access
from evenhand_web.registers.models import Record, Release, Version

NOT_SAVED = ProblemKind(
    code="registers.not-saved",
    blame="caller",
    message="Nothing was saved: {fields}. Put it right and save again.",
)
NO_SUCH_STATE = ProblemKind(
    code="registers.no-such-state",
    blame="caller",
    message="{value!r} is no state of this register. Choose one of: {choices}.",
)
CHANGED_MEANWHILE = ProblemKind(
    code="registers.changed-meanwhile",
    blame="state",
    message="Your organisation changed this record meanwhile (version {now}, the form was opened at {seen}). Open it "
    "anew and make your change there; what you wrote is still in this form.",
)
NOTHING_NEW = ProblemKind(
    code="registers.nothing-new",
    blame="caller",
    message="This is what your organisation said of record {number} already. Change something, or leave the form.",
)
NOT_YOURS_TO_SHOW = ProblemKind(
    code="registers.not-yours-to-show",
    blame="permission",
    message="Only {owner}, who entered this record, shows it to others. Ask them.",
)
NO_SUCH_RECEIVER = ProblemKind(
    code="registers.no-such-receiver",
    blame="caller",
    message="{value!r} is no organisation of the list, or the one that entered the record. Choose one of the list.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a form says of a record."""

    written: Mapping[str, str]
    """By field, as text."""
    state: str = ""
    """Empty: that of a new record, or as it was."""
    note: str = ""
    key: str = ""
    """Of the form, for a new record, 32 random hexadecimal digits: sent twice it is one."""
    seen: int = 0
    """The number of one's own last version when the form was opened; 0: none."""


@transaction.atomic
def enter(*, register: str, said: Said, actor: Actor, now: datetime) -> Record:
    """Enter a new record.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER, NO_SUCH_STATE.
        NOT_SAVED: what is wrong with which field; `read_values` says it field by field.
    """
    actor.require(Capability.WRITE_REGISTERS)
    rules = access.register_for(register)
    values, state = _read(rules, said, before=rules.states[0].id)
    take_turn()
    with as_machine("whether a form was sent before is asked of all records"):
        known = Record.objects.filter(key=said.key).exists()
        own = Record.objects.filter(register=rules.id, owner=actor.organisation_id)
        last = own.aggregate(last=Max("number"))["last"]
    if known:
        return access.record_for(actor, register, said.key)
    record = Record.objects.create(
        register=rules.id,
        number=(last or 0) + 1,
        key=said.key,
        owner_id=actor.organisation_id,
        made_at=now,
        changed_at=now,
        state=state,
    )
    _append(record, values, said, state=state, number=1, actor=actor, now=now)
    return record


@transaction.atomic
def say(*, register: str, record_id: str, said: Said, actor: Actor, now: datetime) -> Version:
    """Say anew what one's organisation holds of a record; that of others stays beside it.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER, NO_SUCH_RECORD, NO_SUCH_STATE, NOT_SAVED.
        CHANGED_MEANWHILE: another of the same organisation was quicker.
        NOTHING_NEW: it is what was said before.
    """
    actor.require(Capability.WRITE_REGISTERS)
    take_turn()
    record = access.record_for(actor, register, record_id, for_update=True)
    rules = access.register_for(register)
    last = record.versions.filter(organisation=actor.organisation_id).order_by("-number").first()
    if (last.number if last else 0) != said.seen:
        raise CHANGED_MEANWHILE(now=last.number if last else 0, seen=said.seen)
    values, state = _read(rules, said, before=last.state if last else record.state)
    if last is not None and (last.values, last.state) == (values, state) and not said.note.strip():
        raise NOTHING_NEW(number=record.number)
    return _append(record, values, said, state=state, number=said.seen + 1, actor=actor, now=now)


@transaction.atomic
def release(*, register: str, record_id: str, organisation: str, actor: Actor, now: datetime) -> None:
    """Show a record to another organisation; again changes nothing.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER, NO_SUCH_RECORD, NOT_YOURS_TO_SHOW, NO_SUCH_RECEIVER.
    """
    record, receiver = _shared(register, record_id, organisation, actor)
    _row, made = Release.objects.get_or_create(
        record=record, organisation=receiver, recalled_at=None, defaults={"at": now}
    )
    if made:
        _told("registers.release", record, actor, now, organisation=receiver.key)


@transaction.atomic
def recall(*, register: str, record_id: str, organisation: str, actor: Actor, now: datetime) -> None:
    """Show a record no longer to an organisation; what they said of it stays.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER, NO_SUCH_RECORD, NOT_YOURS_TO_SHOW, NO_SUCH_RECEIVER.
    """
    record, receiver = _shared(register, record_id, organisation, actor)
    if Release.objects.filter(record=record, organisation=receiver, recalled_at=None).update(recalled_at=now):
        _told("registers.recall", record, actor, now, organisation=receiver.key)


def _read(rules: Register, said: Said, *, before: str) -> tuple[dict[str, object], str]:
    values, problems = read_values(rules, said.written)
    if len(said.note) > LINES:
        problems["note"] = TOO_LONG(field="note", size=len(said.note), limit=LINES)
    if problems:
        fields = "; ".join(str(problem) for problem in problems.values())
        raise NOT_SAVED(fields=fields)
    state = said.state or before
    if rules.state(state) is None:
        raise NO_SUCH_STATE(value=state[:60], choices=", ".join(one.id for one in rules.states))
    return values, state


def _append(
    record: Record, values: dict[str, object], said: Said, *, state: str, number: int, actor: Actor, now: datetime
) -> Version:
    version = Version.objects.create(
        record=record,
        organisation_id=actor.organisation_id,
        number=number,
        values=values,
        state=state,
        note=said.note.replace("\0", "").strip(),
        at=now,
        actor=actor.username,
    )
    with as_machine("a record stands where it stands for everybody once somebody spoke of it"):
        record.changed_at = now
        if record.owner_id == actor.organisation_id:
            record.state = state
            record.search_text = " ".join(str(one) for one in values.values() if isinstance(one, str)).casefold()
        record.save(update_fields=["changed_at", "state", "search_text"])
    about = {"register": record.register, "number": record.number, "version": number, "state": state}
    action = "registers.enter" if number == 1 and record.owner_id == actor.organisation_id else "registers.say"
    enter_in_record(action=action, subject=f"register-{record.pk}", actor=actor, at=now, details=about, rows=[version])
    return version


def _shared(register: str, record_id: str, organisation: str, actor: Actor) -> tuple[Record, Organisation]:
    take_turn()
    record = access.record_for(actor, register, record_id, for_update=True)
    if not access.may_release(actor, record):
        raise NOT_YOURS_TO_SHOW(owner=record.owner)
    receiver = Organisation.objects.filter(key=organisation).exclude(pk=record.owner_id).first()
    if receiver is None:
        raise NO_SUCH_RECEIVER(value=organisation[:64])
    return record, receiver


def _told(action: str, record: Record, actor: Actor, now: datetime, **details: str) -> None:
    enter_in_record(action=action, subject=f"register-{record.pk}", actor=actor, at=now, details=details)
