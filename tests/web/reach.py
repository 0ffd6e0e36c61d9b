"""What an actor reaches of each table through the doors (`access.py` of each app): the measure of row-level security.

One line a table. A new table that row-level security protects needs one here (tests/web/test_row_security.py).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet

from evenhand.cases.views import visible_acts
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.cases import access as cases
from evenhand_web.cases.mapping import acts_of as all_acts_of
from evenhand_web.cases.models import Act as CaseAct
from evenhand_web.cases.models import Case, InterviewLook, InterviewSource, Struck
from evenhand_web.cases.models import Shown as CaseShown
from evenhand_web.commitments import access as commitments
from evenhand_web.commitments.models import Act as CommitmentAct
from evenhand_web.commitments.models import Commitment, PlanRelease
from evenhand_web.council import access as council
from evenhand_web.council.models import Record as CouncilRecord
from evenhand_web.council.models import Version as CouncilVersion
from evenhand_web.desk import access as desk
from evenhand_web.desk.models import Shown, Tally
from evenhand_web.devices.models import SerialSeen
from evenhand_web.documents import access as documents
from evenhand_web.documents.models import DocumentRelease, HeadVersion, Paragraph
from evenhand_web.documents.models import Reading as DocumentReading
from evenhand_web.doors import access as doors
from evenhand_web.doors.models import Carried, MessageAct, MessageFile
from evenhand_web.drafts import access as drafts
from evenhand_web.evidence import access as evidence
from evenhand_web.evidence.models import CustodyAct, Derivative, Release, Text, Upload
from evenhand_web.forms.models import OfflineKey
from evenhand_web.incidents import access as incidents
from evenhand_web.incidents.models import Act, Incident, IncidentAct, IncidentCounter, IncidentRelease, Statement
from evenhand_web.incidents.models import Release as AlertRelease
from evenhand_web.incidents.services.deciding import family
from evenhand_web.intake import access as intake
from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.models import (
    Enrolment,
    Reading,
    Report,
    ReportRelease,
    SourceIdentity,
    SourceLook,
    VersionFile,
)
from evenhand_web.ledger.models import Entry, Opening
from evenhand_web.observations import access as observations
from evenhand_web.observations.models import FeedSource
from evenhand_web.proofs.models import ErasureOrder
from evenhand_web.registers import access as registers
from evenhand_web.registers.models import Release as RegisterRelease
from evenhand_web.signing import access as signing
from evenhand_web.signing.models import Challenge, Key
from evenhand_web.totals import access as totals
from evenhand_web.witnesses import access as witnesses

Reach = Callable[[Actor], Iterable[Any]]
Rows = QuerySet[Any]


def or_nothing(rows: Reach) -> Reach:
    """Nothing, where the door stays shut."""

    def reached(actor: Actor) -> Iterable[Any]:
        try:
            return list(rows(actor))
        except Problem:
            return []

    return reached


def all_if(capability: Capability, rows: QuerySet[Any]) -> Reach:
    return lambda actor: rows.all() if actor.can(capability) else []


def reports(actor: Actor) -> list[Report]:
    seen = list(intake.visible_reports(actor))
    return [*seen, *Report.objects.filter(joined__in=[one.pk for one in seen])]


def versions(actor: Actor) -> list[Any]:
    return [version for report in intake.visible_reports(actor) for version in intake.versions_of(report)]


def of_versions(rows: QuerySet[Any]) -> Reach:
    return lambda actor: rows.filter(version__in=[one.pk for one in versions(actor)])


def sources(actor: Actor) -> list[SourceIdentity]:
    found = []
    for version in versions(actor):
        try:
            intake.version_for_source(actor, version.report_id, version.pk)
        except Problem:
            continue
        found += SourceIdentity.objects.filter(pk=version.pk)
    return found


def report_acts(actor: Actor) -> list[Any]:
    return [
        act
        for report in intake.visible_reports(actor)
        for act in desk.readable(actor, acts_of(report), own=report.owner_id == actor.organisation_id)
    ]


def alert_acts(actor: Actor) -> list[Act]:
    found = []
    for alert in incidents.visible_alerts(actor):
        acts = list(alert.acts.all())
        since = incidents.first_release(actor, acts)
        found += [act for act in acts if incidents.may_read(actor, act, shown_by=since)]
    return found


def derivatives(actor: Actor) -> list[Derivative]:
    found = []
    for one in evidence.visible_evidence(actor):
        sight = evidence.sight_of(actor, one)
        copies = Q(pk__in=sight.copies) | Q(of__in=sight.copies)
        found += one.derivatives.all() if sight.whole else one.derivatives.filter(copies)
    return found


def texts(actor: Actor) -> Iterable[Text]:
    whole = [one.pk for one in evidence.visible_evidence(actor) if evidence.sight_of(actor, one).whole]
    return Text.objects.filter(evidence__in=whole)


def shown_evidence(actor: Actor) -> Iterable[Release]:
    """Of what one sees; outside the mission only that it is shown to oneself."""
    found = Release.objects.filter(evidence__in=evidence.visible_evidence(actor))
    return found if actor.can(Capability.SEE_EVIDENCE) else found.filter(organisation=actor.organisation_id)


def tallies(actor: Actor) -> Iterable[Tally]:
    return Tally.objects.filter(kind__in=desk.kinds_for(actor))


def gateways(actor: Actor) -> Iterable[Any]:
    """The administrator's; and by its label those see one who see the messages that it brought."""
    return doors.Gateway.objects.all() if actor.can(Capability.HANDLE_REPORTS) else doors.gateways(actor)


def of_documents(rows: QuerySet[Any]) -> Reach:
    return lambda actor: rows.filter(document__in=documents.visible_documents(actor))


def document_releases(actor: Actor) -> Iterable[DocumentRelease]:
    """All for those who see every document; else that it is shown to oneself, and to whom one's own are."""
    found = DocumentRelease.objects.all()
    if actor.can(Capability.SEE_DOCUMENTS):
        return found
    return found.filter(Q(organisation=actor.organisation_id) | Q(document__owner=actor.organisation_id))


def all_incidents_or(rows: Rows, **own: str) -> Reach:
    """All for those who see every incident; else those whose columns name the actor."""
    return lambda actor: (
        rows.all()
        if incidents.sees_all_incidents(actor)
        else rows.filter(**{key: getattr(actor, name) for key, name in own.items()})
    )


def incidents_seen(actor: Actor) -> Iterable[Incident]:
    """Those that stand, and those whose address leads there."""
    if incidents.sees_all_incidents(actor):
        return Incident.objects.all()
    found = list(incidents.visible_incidents(actor))
    for joined in Incident.objects.exclude(into=None):
        try:
            incidents.incident_for(actor, joined.pk)
        except Problem:
            continue
        found.append(joined)
    return found


def incident_acts(actor: Actor) -> list[IncidentAct]:
    return [
        act
        for incident in incidents.visible_incidents(actor)
        for act in incidents.acts_about(actor, family(incident))
        if incidents.may_read_incident_act(actor, act)
    ] or list(IncidentAct.objects.all() if incidents.sees_all_incidents(actor) else [])


def statements(actor: Actor) -> Iterable[Statement]:
    return Statement.objects.all() if incidents.sees_all_incidents(actor) else incidents.visible_statements(actor)


def cases_seen(actor: Actor) -> list[Case]:
    return [cases.case_for(actor, row.case_id).case for row in cases.visible_cases(actor)]


def case_acts(actor: Actor) -> Iterable[CaseAct]:
    """Of each case those that are seen, by their own numbers."""
    found = []
    for case in cases_seen(actor):
        numbers = [act.number for act in visible_acts(all_acts_of(case), cases.viewer_of(actor))]
        found += case.acts.filter(number__in=numbers)
    return found


def heard(actor: Actor) -> Iterable[InterviewSource]:
    found = []
    for source in InterviewSource.objects.all():
        try:
            found.append(cases.interview_source_for(actor, source.case_id, source.interview))
        except Problem:
            continue
    return found


def commitment_acts(actor: Actor) -> Iterable[CommitmentAct]:
    """Of each commitment those that are seen."""
    return [
        act
        for row in commitments.visible_commitments(actor)
        for act in commitments.commitment_for(actor, row.commitment_id).acts
    ]


def plan_acts(actor: Actor) -> Iterable[Any]:
    return [act for plan in commitments.visible_plans(actor) for act in commitments.plan_acts(actor, plan)]


def signing_keys(actor: Actor) -> Iterable[Key]:
    return [*signing.keys(actor), *Key.objects.filter(held="server")]


def register_releases(actor: Actor) -> Iterable[Any]:
    """All for the mission; else those of one's own records, and those to one's own organisation."""
    rows = RegisterRelease.objects.all()
    if actor.can(Capability.SEE_REGISTERS):
        return rows
    mine = Q(organisation=actor.organisation_id)
    if actor.can(Capability.SEE_RELEASED_REGISTERS):
        mine |= Q(record__owner=actor.organisation_id)
    return rows.filter(mine) if actor.organisation_id else rows.none()


def council_records(actor: Actor) -> Iterable[CouncilRecord]:
    return CouncilRecord.objects.filter(pk__in=[one.record_id for one in council.visible_versions(actor)])


def council_versions(actor: Actor) -> Iterable[CouncilVersion]:
    """All of what the desk keeps; others see what is released from the number on from which the record is shown."""
    rows = CouncilVersion.objects.filter(record__in=[one.pk for one in council_records(actor)])
    if council.keeps(actor):
        return rows
    return rows.filter(released=True, record__shown__isnull=False, number__gte=F("record__since"))


def own_or(capability: Capability, rows: QuerySet[Any], **own: str) -> Reach:
    """All for those of the mission who may; else those whose columns name the actor."""
    return lambda actor: (
        rows.all() if actor.can(capability) else rows.filter(**{key: getattr(actor, name) for key, name in own.items()})
    )


REACH: Mapping[str, Reach] = {
    "intake_report": reports,
    "intake_reportrelease": own_or(Capability.SEE_REPORTS, ReportRelease.objects.all(), organisation="organisation_id"),
    "intake_version": versions,
    "intake_reading": of_versions(Reading.objects.all()),
    "intake_versionfile": of_versions(VersionFile.objects.all()),
    "intake_sourceidentity": sources,
    "intake_sourcelook": own_or(
        Capability.SEE_SOURCES, SourceLook.objects.all(), actor="username", by="organisation_id"
    ),
    "intake_reportact": report_acts,
    "intake_counter": lambda _actor: [],
    "intake_device": or_nothing(intake.devices),
    "intake_enrolment": or_nothing(lambda actor: Enrolment.objects.filter(device__in=intake.devices(actor))),
    "devices_serialseen": or_nothing(
        lambda actor: SerialSeen.objects.filter(enrolment__device__in=intake.devices(actor))
    ),
    "incidents_alert": incidents.visible_alerts,
    "incidents_release": own_or(Capability.SEE_ALERTS, AlertRelease.objects.all(), organisation="organisation_id"),
    "incidents_act": alert_acts,
    "incidents_incident": incidents_seen,
    "incidents_incidentrelease": all_incidents_or(IncidentRelease.objects.all(), organisation="organisation_id"),
    "incidents_incidentact": incident_acts,
    "incidents_incidentcounter": all_if(Capability.HANDLE_REPORTS, IncidentCounter.objects.all()),
    "incidents_statement": statements,
    "totals_observation": totals.observations_for,
    "cases_shown": lambda actor: CaseShown.objects.filter(audience__in=cases.audiences(actor)),
    "cases_case": cases_seen,
    "cases_act": case_acts,
    "cases_struck": lambda actor: Struck.objects.filter(act__in=case_acts(actor)),
    "cases_notice": cases.visible_notices,
    "cases_interviewsource": heard,
    "cases_interviewlook": lambda actor: InterviewLook.objects.filter(source__in=heard(actor)),
    "registers_record": or_nothing(registers.records),
    "registers_version": or_nothing(registers.versions),
    "registers_release": register_releases,
    "council_record": council_records,
    "council_version": council_versions,
    "commitments_shown": commitments.visible_commitments,
    "commitments_commitment": lambda actor: Commitment.objects.filter(
        pk__in=commitments.visible_commitments(actor).values("commitment")
    ),
    "commitments_act": commitment_acts,
    "commitments_due": commitments.visible_dues,
    "commitments_plan": commitments.visible_plans,
    "commitments_planact": plan_acts,
    "commitments_planrelease": own_or(
        Capability.SEE_COMMITMENTS, PlanRelease.objects.all(), organisation="organisation_id"
    ),
    "commitments_proposal": commitments.visible_proposals,
    "commitments_subscription": commitments.subscriptions,
    "commitments_notice": commitments.visible_notices,
    "signing_key": signing_keys,
    "signing_challenge": lambda actor: Challenge.objects.filter(owner=actor.user_id),
    "evidence_evidence": evidence.visible_evidence,
    "evidence_release": shown_evidence,
    "evidence_derivative": derivatives,
    "evidence_text": texts,
    "evidence_custodyact": lambda actor: CustodyAct.objects.filter(evidence__in=evidence.visible_evidence(actor)),
    "evidence_upload": lambda actor: Upload.objects.filter(user=actor.user_id, organisation=actor.organisation_id),
    "documents_document": documents.visible_documents,
    "documents_documentrelease": document_releases,
    "documents_reading": of_documents(DocumentReading.objects.all()),
    "documents_headversion": of_documents(HeadVersion.objects.all()),
    "documents_paragraph": of_documents(Paragraph.objects.all()),
    "desk_item": lambda actor: {one.pk: one for one in [*desk.items_for(actor), *desk.own_items(actor)]}.values(),
    "desk_shown": own_or(Capability.SEE_REPORTS, Shown.objects.all(), organisation="organisation_id"),
    "desk_tally": tallies,
    "doors_message": or_nothing(doors.messages),
    "doors_messagefile": all_if(Capability.HANDLE_REPORTS, MessageFile.objects.all()),
    "doors_messageact": all_if(Capability.HANDLE_REPORTS, MessageAct.objects.all()),
    "doors_carried": all_if(Capability.HANDLE_REPORTS, Carried.objects.all()),
    "doors_gateway": or_nothing(gateways),
    "doors_bundle": or_nothing(doors.bundles),
    "doors_officekey": or_nothing(doors.office_keys),
    "doors_tableupload": or_nothing(doors.tables),
    "drafts_draft": or_nothing(lambda actor: drafts.drafts(actor, "coastal-example")),
    "forms_offlinekey": lambda actor: OfflineKey.objects.filter(user=actor.user_id),
    "ledger_entry": all_if(Capability.SEE_LEDGER, Entry.objects.all()),
    "ledger_opening": all_if(Capability.SEE_LEDGER, Opening.objects.all()),
    "ledger_recordkey": lambda _actor: (),
    "witnesses_alarm": or_nothing(witnesses.alarms),
    "proofs_erasureorder": all_if(Capability.ADMINISTER, ErasureOrder.objects.all()),
    "observations_lakefile": or_nothing(observations.files),
    "observations_feedsource": all_if(Capability.SEE_FEEDS, FeedSource.objects.all()),
}
