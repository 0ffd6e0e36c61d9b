"""Opening the source of a protected report."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor
from evenhand_web.intake.access import version_for_source
from evenhand_web.intake.models import SourceIdentity, SourceLook
from evenhand_web.ledger.services import record

REASON_MISSING = ProblemKind(
    code="intake.reason-missing",
    blame="caller",
    message="The source of {report} is protected. Say in a sentence why you have to know it; it is written down.",
)


@transaction.atomic
def look_at_source(*, report_id: str, version_id: int, reason: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """The source of a version and the bytes as they came; of a protected one only with a reason, which is kept.

    Args:
        report_id: the report.
        version_id: key of one of its versions.
        reason: why the actor has to know.
        actor: who looks.
        now: when, UTC.

    Returns:
        {"source": JSON or None, "original": bytes, "media_type": text}.

    Raises:
        NO_SUCH_REPORT, NO_SUCH_VERSION, NOT_PERMITTED.
        REASON_MISSING: it is protected and nothing was said.
    """
    version, protection = version_for_source(actor, report_id, version_id)
    source = SourceIdentity.objects.filter(pk=version.pk).first()
    protected = protection != Protection.OPEN
    if protected and not reason.strip():
        raise REASON_MISSING(report=version.report.number)
    if protected:
        look = SourceLook.objects.create(
            version=version, at=now, actor=actor.username, by_id=actor.organisation_id, reason=reason.strip()
        )
        details = {"version": version.number, "reason": reason.strip()}
        about = version.report_id
        record(action="intake.look-at-source", subject=about, actor=actor, at=now, details=details, rows=[look])
    found = source.identity if source is not None else None
    return {"source": found, "original": bytes(version.original), "media_type": version.media_type}
