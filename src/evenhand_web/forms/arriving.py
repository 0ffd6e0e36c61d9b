"""A submission of the browser on its way to the one service behind every door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from evenhand.evidence.hashing import Fingerprint
from evenhand.foundation.problems import ProblemKind
from evenhand.reports import places
from evenhand.reports.codes import ReporterType
from evenhand.reports.forms.submission import Submission, read_submission
from evenhand.reports.plausibility import Circumstances, flags_of
from evenhand.reports.record import Record
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.evidence import services as evidence
from evenhand_web.intake.models import Door
from evenhand_web.intake.services import Arrival, ArrivedFile, Receipt, receive
from evenhand_web.intake.services.receiving import LARGEST_ORIGINAL, TOO_LONG

OTHER_OWNER = ProblemKind(
    code="forms.other-owner",
    blame="state",
    message="This report belongs to another person than {who}, who is signed in. Sign in as its owner.",
)
NO_SUBMISSION = ProblemKind(
    code="forms.no-submission",
    blame="caller",
    message="The request has no part {part}, which is the report itself. Send it from the queue again.",
)

CUT_SHORT = ProblemKind(
    code="forms.cut-short",
    blame="caller",
    message="The request ended before its last part {part}. Nothing of it was kept; send it again from the queue.",
)

LARGEST_MB = 50
"""Largest attachment that a browser keeps."""
OWNER_HEADER = "X-Evenhand-Owner"
XML_PART = "xml_submission_file"
END_PART = "*end*"
"""A server that reads a body until it ends takes one that was cut off for a whole one; this part comes last."""


def require_owner(request: HttpRequest, owner: str) -> None:
    """Stop where somebody else has signed in since the browser looked: a report goes out in its owner's name alone.

    Raises:
        OTHER_OWNER.
    """
    if not owner or request.headers.get(OWNER_HEADER, "") != owner:
        raise OTHER_OWNER(who=request.user.get_username())


def take_in(request: HttpRequest, *, actor: Actor, now: datetime) -> Receipt:
    """Keep what came and give its receipt; when this is over, all of it is on the disk.

    Files go into the store of evidence first, so that the report never names one that a crash took away. Each step may
    be repeated: the same report sent again does what is left to do.

    Raises:
        CUT_SHORT, NO_SUBMISSION; NOT_XML, XML_DECLARES, XML_TOO_LARGE, NO_INSTANCE_ID (reports); TOO_LONG (intake);
        TOO_LARGE (evidence): nothing of it is kept as a report.
    """
    if END_PART not in request.POST:
        raise CUT_SHORT(part=END_PART)
    part = request.FILES.get(XML_PART)
    if part is None:
        raise NO_SUBMISSION(part=XML_PART)
    if part.size > LARGEST_ORIGINAL:
        raise TOO_LONG(field="submission", size=part.size, limit=LARGEST_ORIGINAL)
    original = part.read()
    agreement = next(iter(agreements.current(now)), None)
    read = read_submission(
        original,
        zone=ZoneInfo((agreement and agreement.time_zone) or "UTC"),
        reporter_type=ReporterType.PARTY if actor.party else ReporterType.MONITOR,
    )
    sent = {name: file for name, file in request.FILES.items() if name != XML_PART}
    kept = {name: evidence.keep(content=file.file, name=name) for name, file in sent.items()}
    return receive(arrival=_arrival(read, original, kept, now=now), actor=actor, now=now)


def _arrival(read: Submission, original: bytes, kept: Mapping[str, Fingerprint], *, now: datetime) -> Arrival:
    stated = _stated(read.record)
    return Arrival(
        instance=read.instance,
        original=original,
        media_type="text/xml",
        door=Door.BROWSER,
        replaces=read.replaces,
        form=read.form,
        form_version=read.form_version,
        record=read.record,
        fault=read.fault,
        flags=_doubts(read, now=now),
        files=tuple(
            ArrivedFile(name=name, digest=file.digest, size_bytes=file.size_bytes, stated_digest=stated.get(name, ""))
            for name, file in kept.items()
        ),
    )


def _doubts(read: Submission, *, now: datetime) -> tuple[dict[str, Any], ...]:
    """What the device claims and is not believed, each with its figures. It stops nothing."""
    record = read.record
    if record is None:
        return ()
    circumstances = Circumstances(received_at=now, device=None, previous=None, zoneless=read.zoneless)
    place = None if record.place is None else places.from_json(record.place)
    flags = flags_of(record.claimed, circumstances, when=record.when, place=place)
    return tuple({"code": flag.code, **flag.details} for flag in flags)


def _stated(record: Record | None) -> dict[str, str]:
    """The SHA-256 that the browser worked out, by file name."""
    return {one.name: one.sha256 for one in (record.attached if record else ()) if one.sha256}
