"""Reports and alerts read as statements, for the machine and for people: who speaks, of what, when and where."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from evenhand.agreements.model import Agreement
from evenhand.incidents import testimony
from evenhand.incidents.independence import Voice, VoiceKind
from evenhand.incidents.testimony import LeftOut, Told
from evenhand.reports.codes import ReporterType
from evenhand.reports.record import Record, record_from
from evenhand_web.accounts.models import OrganisationKind
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents.mapping import facts_of
from evenhand_web.incidents.models import Alert, AlertState, Statement, StatementKind
from evenhand_web.incidents.wording import held_against
from evenhand_web.intake.models import Report, ReportState, Version
from evenhand_web.intake.services.standing import shown_version
from evenhand_web.observations.models import LakeFile

AT_ONCE = 400
GONE_ALERTS = (AlertState.WITHDRAWN, AlertState.DISMISSED)
_MEDIA = frozenset({"media", "press", "news"})
_KINDS: Mapping[str, VoiceKind] = {
    ReporterType.PARTY: VoiceKind.PARTY,
    ReporterType.MONITOR: VoiceKind.INTERNATIONAL,
    ReporterType.SENSOR: VoiceKind.SENSOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A record as it was read: its row, and what it says with its shape, where it can be looked at."""

    row: Statement
    told: Told | LeftOut


def key_of(kind: str, ref: str) -> str:
    """The id of a statement."""
    return f"{kind}:{ref}"


def pending_reports() -> QuerySet[Report]:
    """Reports that were not looked at since they came or changed."""
    gone = Q(state=ReportState.WITHDRAWN) | Q(joined__isnull=False)
    return _pending(Report.objects.annotate(is_gone=_yes(gone), now=_number("versions")), StatementKind.REPORT)


def pending_alerts() -> QuerySet[Alert]:
    """Alerts that were not looked at since they were found or changed."""
    gone = Q(state__in=GONE_ALERTS)
    return _pending(Alert.objects.annotate(is_gone=_yes(gone), now=_number("n_fixes")), StatementKind.ALERT)


def read(kind: str, refs: Iterable[str]) -> list[Read]:
    """Some records as they are now; a few queries for each few hundred."""
    wanted = list(dict.fromkeys(refs))
    one = _reports if kind == StatementKind.REPORT else _alerts
    return [found for low in range(0, len(wanted), AT_ONCE) for found in one(wanted[low : low + AT_ONCE])]


def voice_of(row: Statement, *, origin: str | None) -> Voice:
    """A statement as far as its independence is concerned."""
    return Voice(
        statement=row.statement,
        source=row.voice_source,
        kind=VoiceKind(row.voice or VoiceKind.CIVIL),
        party=row.voice_party or None,
        origin=origin,
        hearsay=row.hearsay,
    )


def _yes(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _number(column: str) -> Cast:
    return Cast(F(column), BigIntegerField())


def _pending(found: QuerySet[Any], kind: str) -> QuerySet[Any]:
    read_so = Statement.objects.filter(kind=kind, ref=OuterRef("pk"), basis=OuterRef("now"), gone=OuterRef("is_gone"))
    return found.filter(~Exists(read_so))


def _reports(refs: list[str]) -> Iterable[Read]:
    reports = Report.objects.select_related("owner").in_bulk(refs)
    parts = dict(Report.objects.filter(joined__in=refs).values_list("pk", "joined"))
    versions: dict[str, list[Version]] = {}
    known = Version.objects.filter(report__in=[*refs, *parts]).select_related("reading", "report")
    for version in known.defer("original").order_by("received_at", "pk"):
        versions.setdefault(parts.get(version.report_id, version.report_id), []).append(version)
    agreement = next(iter(agreements.current()), None)
    for ref in refs:
        if ref in reports and ref in versions:
            yield _report(reports[ref], shown_version(reports[ref], versions[ref]), agreement)


def _report(report: Report, version: Version, agreement: Agreement | None) -> Read:
    key = key_of(StatementKind.REPORT, report.pk)
    data = version.reading.record
    record = record_from(data) if data else None
    gone = report.state == ReportState.WITHDRAWN or report.joined_id is not None
    row = Statement(
        statement=key, kind=StatementKind.REPORT, ref=report.pk, basis=report.versions, gone=gone,
        source=_source(report, version), hearsay=record is not None and testimony.is_hearsay(record),
        **_speaker(report),
    )  # fmt: skip
    return Read(row=row, told=_filled(row, _said(record, row, agreement)))


def _said(record: Record | None, row: Statement, agreement: Agreement | None) -> Told | LeftOut:
    if record is None:
        return LeftOut(statement=row.statement, why=testimony.Missing.TIME)
    return testimony.of_report(record, statement=row.statement, source=row.source, agreement=agreement)


def _source(report: Report, version: Version) -> str:
    """Who the machine takes to speak: one observer seldom tells twice of one event. It gives nobody's name away."""
    if report.reporter_type in {ReporterType.PARTY, ReporterType.SENSOR}:
        return str(report.owner.key)
    if report.reporter_type == ReporterType.MONITOR:
        return f"{report.owner.key}-{hashlib.sha256(version.sender.encode()).hexdigest()[:6]}"
    return str(report.number)


def _speaker(report: Report) -> dict[str, str]:
    """Whoever counts once: a party, the mission; everybody else each for themselves."""
    owner = report.owner
    if owner.kind == OrganisationKind.PARTY:
        return {"voice": VoiceKind.PARTY, "voice_source": owner.key, "voice_party": owner.party}
    kind = _KINDS.get(report.reporter_type, VoiceKind.CIVIL)
    if kind is VoiceKind.PARTY:
        return {"voice": kind, "voice_source": report.number, "voice_party": ""}
    own = {VoiceKind.CIVIL: report.number, VoiceKind.SENSOR: f"{owner.key}-sensor"}.get(kind, owner.key)
    return {"voice": kind, "voice_source": own, "voice_party": ""}


def _alerts(refs: list[str]) -> Iterable[Read]:
    alerts = Alert.objects.in_bulk(refs)
    digests = {digest for alert in alerts.values() for digest in alert.files}
    sources = dict(LakeFile.objects.filter(pk__in=digests).values_list("digest", "source"))
    held = lru_cache(held_against)
    for ref in refs:
        if ref in alerts:
            alert = alerts[ref]
            feeds = sorted({sources[digest] for digest in alert.files if digest in sources}) or ["feeds"]
            yield _alert(alert, "+".join(feeds)[:200], held(alert.agreement, alert.agreement_version))


def _alert(alert: Alert, feeds: str, agreement: Agreement | None) -> Read:
    key = key_of(StatementKind.ALERT, alert.pk)
    row = Statement(
        statement=key, kind=StatementKind.ALERT, ref=alert.pk, basis=alert.n_fixes, gone=alert.state in GONE_ALERTS,
        source=f"{feeds}:{alert.rule}"[:200], voice=_feed_kind(feeds), voice_source=feeds,
        hearsay=_feed_kind(feeds) is VoiceKind.MEDIA,
    )  # fmt: skip
    told = testimony.of_alert(facts_of(alert), statement=key, source=row.source, agreement=agreement)
    return Read(row=row, told=_filled(row, told))


def _feed_kind(feeds: str) -> VoiceKind:
    """A feed of what media say is media, and hearsay; all others are sensors."""
    words = set(feeds.replace("+", "-").split("-"))
    return VoiceKind.MEDIA if words <= _MEDIA | {""} else VoiceKind.SENSOR


def _filled(row: Statement, told: Told | LeftOut) -> Told | LeftOut:
    if isinstance(told, LeftOut):
        row.left_out = told.why
        return told
    for name in ("began_at", "ended_at", "lon", "lat", "radius_m", "killed"):
        setattr(row, name, told.row[name])
    row.type, row.party = told.row["type"] or "", told.row["party"] or ""
    return told
