"""What people do with a message of the inbox: make a report of it, attach it to one, set it aside, take that back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from evenhand.evidence.hashing import Fingerprint
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Protection
from evenhand.reports.record import Attached, Record, Source, record_to
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.doors import access
from evenhand_web.doors.models import Channel, Message, MessageAct, MessageActKind, MessageFile, MessageState
from evenhand_web.evidence import services as evidence
from evenhand_web.evidence.models import Protection as EvidenceProtection
from evenhand_web.intake.access import report_for, visible_reports
from evenhand_web.intake.models import ActKind, Door, Report, ReportAct, Version
from evenhand_web.intake.services import Arrival, ArrivedFile, Receipt, add_files, receive
from evenhand_web.ledger.services import record

MESSAGE_SETTLED = ProblemKind(
    code="doors.message-settled",
    blame="state",
    message="Message {message} is no longer new ({state}). Take that back first, or look at what became of it.",
)
NOTHING_TO_UNDO = ProblemKind(
    code="doors.nothing-to-undo",
    blame="state",
    message="Message {message} is {state}; only what was set aside or attached can be taken back. Leave it as it is.",
)
REASON_MISSING = ProblemKind(
    code="doors.reason-missing",
    blame="caller",
    message="Say in a sentence why, for message {message}; it is written down.",
)
NO_SUCH_NUMBER = ProblemKind(
    code="doors.no-such-number",
    blame="caller",
    message="There is no report {number!r}. Write its number as it is shown, such as CFV-2020-0042.",
)

MEDIA_TYPE = "application/vnd.evenhand.message+json"
_DOORS = {Channel.MAIL: Door.MAIL, Channel.SMS: Door.SMS}
_HANDED_IN_BY = {Channel.MAIL: "e-mail", Channel.SMS: "SMS"}
"""What custody says of a file whose sender stays protected: the door through which it came."""
_STATES = {
    MessageActKind.MADE: MessageState.REPORT,
    MessageActKind.ATTACHED: MessageState.ATTACHED,
    MessageActKind.ASIDE: MessageState.ASIDE,
    MessageActKind.UNDONE: MessageState.NEW,
}
"""Where a message stands after an act that settles it."""


@transaction.atomic
def make_report(*, message_id: int, what: Record, name_source: bool, actor: Actor, now: datetime) -> Receipt:
    """Make a report of a message, with its files and, protected, its sender.

    Args:
        message_id: the message.
        what: what the report says, as a person read it out of the message.
        name_source: the sender is the source; it then lies where sources lie.
        actor: who.
        now: when, UTC.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE.
        MESSAGE_SETTLED: something became of it already.
    """
    message = _open(message_id, actor)
    files = list(message.files.all())
    source = Source(name=message.sender_name or None, contact=message.sender or None) if name_source else None
    # Who wrote to us did not agree to be named: at the least it stays with the mechanism.
    protection = Protection.CONFIDENTIAL if source and what.protection is Protection.OPEN else what.protection
    whole = replace(
        what,
        source=source or what.source,
        protection=protection,
        attached=tuple(Attached(name=name, sha256=file.digest) for name, file in _named(files)),
    )
    said = {"message": message.external, "sha256": message.original, "record": record_to(whole)}
    receipt = receive(
        arrival=Arrival(
            instance=f"{message.channel}:{message.pk}:{message.copy[:16]}",
            original=canonical_bytes(said),
            media_type=MEDIA_TYPE,
            door=_DOORS[Channel(message.channel)],
            record=whole,
            files=_arrived(files),
        ),
        actor=actor,
        now=now,
    )
    report = Report.objects.get(pk=receipt.report)
    _settle(message, MessageActKind.MADE, report=report, actor=actor, now=now)
    return receipt


@transaction.atomic
def attach(*, message_id: int, number: str, actor: Actor, now: datetime) -> str:
    """Attach a message to a report that is here: its words as a remark, its files as evidence and to one's own version.

    Who wrote the message did not write the report: its files are said to come through their door, not from the report's
    sender, and are for those alone who handle evidence.

    Gives the id of the report.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE, MESSAGE_SETTLED.
        NO_SUCH_NUMBER: no report of that number, or none that the actor may see.
    """
    message = _open(message_id, actor)
    found = visible_reports(actor).filter(number=number.strip().upper()).values_list("pk", flat=True).first()
    if found is None:
        raise NO_SUCH_NUMBER(number=number.strip()[:40])
    report = report_for(actor, found, for_update=True)
    files = list(message.files.all())
    # Before `add_files`, which finds them there and leaves their custody as it is.
    for name, file in _named(files):
        _hand_in(report, name, file, channel=message.channel, now=now)
    own = Version.objects.filter(report=report, by_id=actor.organisation_id).order_by("-number").first()
    if own is not None and files:
        add_files(version_id=own.pk, files=_arrived(files), actor=actor, now=now)
    content = {
        "message": message.pk,
        "channel": message.channel,
        "text": "\n".join(part for part in (message.subject, message.text) if part),
        "files": [{"name": name, "sha256": file.digest} for name, file in _named(files)],
    }
    remark = ReportAct.objects.create(
        report=report,
        kind=ActKind.COMMENTED,
        at=now,
        actor=actor.username,
        by_id=actor.organisation_id,
        content=content,
    )
    _settle(message, MessageActKind.ATTACHED, report=report, rows=[remark], actor=actor, now=now)
    return str(report.pk)


@transaction.atomic
def set_aside(*, message_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Set a message aside: nothing is to be done with it, and it says why.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE, MESSAGE_SETTLED, REASON_MISSING.
    """
    message = _open(message_id, actor)
    if not reason.strip():
        raise REASON_MISSING(message=message_id)
    _settle(message, MessageActKind.ASIDE, reason=reason.strip()[:2000], actor=actor, now=now)


@transaction.atomic
def undo(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Take back that a message was set aside, or attached; a report that was made stays, for reports are never removed.

    The remark that attaching made is taken back with it; its files stay with the report, for evidence is never removed.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE, NOTHING_TO_UNDO.
    """
    message = access.message_for(actor, message_id, for_update=True)
    if message.state not in (MessageState.ASIDE, MessageState.ATTACHED):
        raise NOTHING_TO_UNDO(message=message_id, state=message.get_state_display())
    attached = message.state == MessageState.ATTACHED
    rows = _take_back_remark(message, actor=actor, now=now) if attached else []
    _settle(message, MessageActKind.UNDONE, rows=rows, actor=actor, now=now)


@transaction.atomic
def look_at_sender(*, message_id: int, reason: str, actor: Actor, now: datetime) -> tuple[str, str]:
    """Name and address or number of who sent a message; with a reason, which is kept.

    Raises:
        NOT_PERMITTED: the actor is not trusted with sources.
        NO_SUCH_MESSAGE, REASON_MISSING.
    """
    actor.require(Capability.SEE_SOURCES)
    message = access.message_for(actor, message_id)
    if not reason.strip():
        raise REASON_MISSING(message=message_id)
    act = _act(message, MessageActKind.LOOKED, reason=reason.strip()[:2000], actor=actor, now=now)
    details = {"reason": reason.strip()[:2000]}
    about = f"message-{message.pk}"
    record(action="doors.look-at-sender", subject=about, actor=actor, at=now, details=details, rows=[act])
    return message.sender_name, message.sender


def _open(message_id: int, actor: Actor) -> Message:
    message = access.message_for(actor, message_id, for_update=True)
    if message.state != MessageState.NEW:
        raise MESSAGE_SETTLED(message=message_id, state=message.get_state_display())
    return message


def _hand_in(report: Report, name: str, file: MessageFile, *, channel: str, now: datetime) -> None:
    claim = evidence.Claim(
        subject_kind="report",
        subject=report.joined_id or report.pk,
        name=name,
        declared_type=file.media_type,
        handed_in_by=_HANDED_IN_BY[Channel(channel)],
        protection=EvidenceProtection.RESTRICTED,
    )
    content = Fingerprint(digest=file.digest, size_bytes=file.size_bytes)
    evidence.attach(content=content, claim=claim, actor=SYSTEM, now=now)


def _take_back_remark(message: Message, *, actor: Actor, now: datetime) -> list[ReportAct]:
    """Say of the remark that the message became that it counts no more; unless the desk has taken it back already."""
    remarks = ReportAct.objects.filter(kind=ActKind.COMMENTED, content__message=message.pk, undone_by=None)
    return [
        ReportAct.objects.create(
            report_id=remark.report_id,
            kind=ActKind.UNDONE,
            at=now,
            actor=actor.username,
            by_id=actor.organisation_id,
            undoes=remark,
        )
        for remark in remarks.filter(report=message.report_id)
    ]


def _settle(
    message: Message, kind: MessageActKind, *, actor: Actor, now: datetime,
    report: Report | None = None, reason: str = "", rows: Sequence[Model] = (),
) -> None:  # fmt: skip
    message.state, message.report = _STATES[kind], report
    message.save(update_fields=["state", "report"])
    written = [*rows, _act(message, kind, actor=actor, now=now, reason=reason)]
    details = {"report": report.number if report else None, "reason": reason}
    action, about = f"doors.message-{kind.value}", f"message-{message.pk}"
    record(action=action, subject=about, actor=actor, at=now, details=details, rows=written)


def _act(message: Message, kind: MessageActKind, *, actor: Actor, now: datetime, reason: str = "") -> MessageAct:
    return MessageAct.objects.create(
        message=message,
        kind=kind,
        at=now,
        actor=actor.username,
        by_id=actor.organisation_id,
        reason=reason,
        report=message.report,
    )


def _named(files: Sequence[MessageFile]) -> list[tuple[str, MessageFile]]:
    """The files under names that differ; two of a name are told apart by number."""
    found: list[tuple[str, MessageFile]] = []
    seen: dict[str, int] = {}
    for file in files:
        seen[file.name] = count = seen.get(file.name, 0) + 1
        found.append((file.name if count == 1 else f"{count}-{file.name}"[:255], file))
    return found


def _arrived(files: Sequence[MessageFile]) -> tuple[ArrivedFile, ...]:
    return tuple(ArrivedFile(name=name, digest=file.digest, size_bytes=file.size_bytes) for name, file in _named(files))
