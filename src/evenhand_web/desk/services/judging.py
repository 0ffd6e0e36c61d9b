"""What the desk makes of a report: grades, an assessment, an attribution, the choice of one of two versions.

Each is kept apart from what the reporter said, with its author; none is worked out from another.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Attribution, Cause, Credibility, Proof, Reliability, Violation, Weapon
from evenhand.reports.proof import allowed, highest
from evenhand.reports.record import record_from
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements import queries as agreements
from evenhand_web.desk.acting import NOT_ON_OFFER, hold, hold_all, one_of, told, write
from evenhand_web.desk.codes import Confidence, Likelihood
from evenhand_web.intake.access import versions_of
from evenhand_web.intake.models import ActKind
from evenhand_web.intake.services.standing import heads, shown_version
from evenhand_web.intake.services.standing import settle as bring_up

NO_GRADE = ProblemKind(
    code="desk.no-grade",
    blame="caller",
    message="Neither the source nor the information of {reports} is graded. Choose at least one grade.",
)
HEARSAY_ONLY = ProblemKind(
    code="desk.hearsay-only",
    blame="state",
    message="All that report {report} counts was told by others; alone it carries {highest} and not {proof}. "
    "Choose {highest}, or attribute a report of somebody who was there.",
)
PARTY_MISSING = ProblemKind(
    code="desk.party-missing", blame="caller", message="{attribution} needs a party. Choose one of: {known}."
)
NOT_IN_CONFLICT = ProblemKind(
    code="desk.not-in-conflict",
    blame="state",
    message="Version {version} of report {report} does not stand against another. Choose one of: {known}.",
)
NOTHING_ASSESSED = ProblemKind(
    code="desk.nothing-assessed",
    blame="caller",
    message="The assessment of {report} says nothing. Fill in the time, the place, a code, the weapon or the cause.",
)
TIMES_TURNED = ProblemKind(
    code="desk.times-turned",
    blame="caller",
    message="The assessment begins at {begins_at} and ends at {ends_at}. Put the earlier instant first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the desk holds to have happened; "" or empty where it does not say."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    """In words; the reporter's shape stays as it is."""
    violations: tuple[str, ...] = ()
    weapon: str = ""
    cause: str = ""
    likelihood: str = ""
    """How likely it is that it happened so."""
    confidence: str = ""
    """How well founded that is."""

    @property
    def says(self) -> bool:
        """Whether anything is assessed."""
        return any((self.begins_at, self.place.strip(), self.violations, self.weapon, self.cause, self.likelihood))


@transaction.atomic
def grade(
    *, report_ids: Sequence[str], reliability: str = "", credibility: str = "", reason: str, actor: Actor, now: datetime
) -> None:
    """Grade the source (A to F) or the information (1 to 6), or both; what is left out stays as it was.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE, NO_GRADE, NOT_ON_OFFER, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    content = {"reason": told(reason, "reason")}
    if reliability:
        content["reliability"] = one_of(reliability, list(Reliability), "reliability")
    if credibility:
        content["credibility"] = one_of(credibility, list(Credibility), "credibility")
    if len(content) == 1:
        raise NO_GRADE(reports=", ".join(report_ids)[:200])
    for report in hold_all(report_ids, "grade", actor=actor):
        write(report, ActKind.GRADED, content, actor=actor, now=now)


@transaction.atomic
def assess(*, report_id: str, assessment: Assessment, reason: str, actor: Actor, now: datetime) -> None:
    """Say what the desk holds to have happened, and why. The latest assessment counts; earlier ones stay readable.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, NOT_POSSIBLE, NOTHING_ASSESSED, NOT_ON_OFFER, TIMES_TURNED, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    text = told(reason, "reason")
    if not assessment.says:
        raise NOTHING_ASSESSED(report=report_id[:64])
    for code in assessment.violations:
        one_of(code, list(Violation), "violation")
    offers: dict[str, list[str]] = {"weapon": list(Weapon), "cause": list(Cause)}
    offers |= {"likelihood": Likelihood.values, "confidence": Confidence.values}
    for field, known in offers.items():
        if value := getattr(assessment, field):
            one_of(value, known, field)
    begins_at, ends_at = assessment.begins_at, assessment.ends_at
    if begins_at and ends_at and ends_at < begins_at:
        raise TIMES_TURNED(begins_at=begins_at, ends_at=ends_at)
    content = asdict(assessment) | {"place": assessment.place.strip()[:500], "violations": [*assessment.violations]}
    for name in ("begins_at", "ends_at"):
        content[name] = content[name].isoformat() if content[name] else None
    report = hold(report_id, "assess", actor=actor)
    write(report, ActKind.ASSESSED, content | {"reason": text}, actor=actor, now=now)


@transaction.atomic
def attribute(
    *, report_id: str, attribution: str, proof: str, party: str = "", reason: str, actor: Actor, now: datetime
) -> None:
    """Say whose act it is held to be, by which standard of proof, and why.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, NOT_POSSIBLE, NOT_ON_OFFER, TEXT_MISSING.
        PARTY_MISSING: it is attributed, and not said to whom.
        HEARSAY_ONLY: the standard is higher than what was only told can carry.
    """
    actor.require(Capability.HANDLE_REPORTS)
    text = told(reason, "reason")
    one_of(attribution, list(Attribution), "attribution")
    one_of(proof, list(Proof), "proof")
    known = [one.id for agreement in agreements.current(now) for one in agreement.parties]
    if attribution == Attribution.ATTRIBUTED and not party:
        raise PARTY_MISSING(attribution=attribution, known=", ".join(known))
    if party and party not in known:
        raise NOT_ON_OFFER(value=party[:100], field="party", known=", ".join(known))
    report = hold(report_id, "attribute", actor=actor)
    shown = shown_version(report, list(versions_of(report))).reading.record
    records = [record_from(shown)] if shown else []
    if not allowed(Proof(proof), records):
        raise HEARSAY_ONLY(report=report.number, proof=proof, highest=highest(records).value)
    content = {
        "attribution": attribution,
        "party": party if attribution == Attribution.ATTRIBUTED else "",
        "proof": proof,
        "reason": text,
    }
    write(report, ActKind.ATTRIBUTED, content, actor=actor, now=now)


@transaction.atomic
def prefer(*, report_id: str, version: int, reason: str, actor: Actor, now: datetime) -> None:
    """Choose one of the versions that stand against each other, by its key. All of them stay.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, NOT_POSSIBLE, TEXT_MISSING.
        NOT_IN_CONFLICT: that version is none of those that stand, or stands alone.
    """
    actor.require(Capability.HANDLE_REPORTS)
    text = told(reason, "reason")
    report = hold(report_id, "prefer", actor=actor)
    standing = [one.pk for one in heads(list(versions_of(report)))]
    if version not in standing or len(standing) < 2:
        raise NOT_IN_CONFLICT(report=report.number, version=version, known=", ".join(map(str, standing)))
    write(report, ActKind.PREFERRED, {"version": version, "among": standing, "reason": text}, actor=actor, now=now)
    bring_up(report, agreement=next(iter(agreements.current(now)), None))
