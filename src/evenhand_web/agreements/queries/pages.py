"""Reads for the pages of agreements."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from evenhand.agreements.diff import Change, describe_changes
from evenhand.agreements.model import Agreement
from evenhand.agreements.versions import in_force_at, in_order
from evenhand.detection.cases import CaseResult
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import access, page
from evenhand_web.agreements.access import NO_SUCH_AGREEMENT
from evenhand_web.agreements.mapping import agreement_of, text_to_files
from evenhand_web.agreements.queries.adopted import by_agreement, chosen_first
from evenhand_web.map.agreement_map import validity
from evenhand_web.map.features import size_km2
from evenhand_web.web import clock

NO_SUCH_FILE = ProblemKind(
    code="agreements.no-such-file",
    blame="missing",
    message="Version {version} of {agreement} has no file {name!r}. Choose one from the list on its page.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An agreement as a row of the list, in the version in force, else in the latest."""

    agreement: Agreement
    in_force: bool
    versions: int
    from_memory: int


def summaries(actor: Actor) -> tuple[Summary, ...]:
    """Every agreement that was adopted: those in force first, the operator's choice before the others.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
    """
    rows = []
    for versions in by_agreement(access.versions(actor)):
        holding = in_force_at(versions, clock.now())
        shown = holding or versions[-1]
        rows.append(
            Summary(
                agreement=shown,
                in_force=holding is not None,
                versions=len(versions),
                from_memory=page.unverified(shown),
            )
        )
    return tuple(sorted(rows, key=lambda row: (not row.in_force, *chosen_first(row.agreement))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version in the history, with what it changed."""

    version: str
    digest: str
    begins_at: datetime | None
    ends_at: datetime | None
    adopted_at: datetime
    adopted_by: str
    in_force: bool
    shown: bool
    before: str | None
    """The version that it is compared with."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAgreement:
    """An agreement's page with its history and files."""

    page: page.AgreementPage
    in_force: bool
    versions: tuple[Version, ...]
    files: tuple[str, ...]


def agreement_page(
    actor: Actor, agreement_id: str, version: str | None, *, as_of: datetime, language: str
) -> ShownAgreement:
    """Everything on the page of one agreement; deadlines are judged at `as_of`, changes told in `language`.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
        NO_SUCH_AGREEMENT: none of that name (and version) was adopted.
    """
    adopted = {row.version: row for row in access.versions(actor) if row.agreement == agreement_id}
    if not adopted or (version is not None and version not in adopted):
        raise NO_SUCH_AGREEMENT(agreement=agreement_id, version=version or "")
    ordered = in_order([agreement_of(row.digest) for row in adopted.values()])
    holding = in_force_at(ordered, as_of)
    shown = agreement_of(adopted[version].digest) if version else holding or ordered[-1]
    history = []
    for before, one in zip((None, *ordered), ordered, strict=False):
        row = adopted[one.version]
        history.append(
            Version(
                version=one.version,
                digest=one.digest,
                begins_at=one.in_force.begins_at,
                ends_at=one.in_force.ends_at,
                adopted_at=row.adopted_at,
                adopted_by=row.adopted_by,
                in_force=one is holding,
                shown=one is shown,
                before=before.version if before else None,
                changes=_changes(before, one, language) if before else (),
            )
        )
    return ShownAgreement(
        page=_page(shown, as_of=as_of),
        in_force=shown is holding,
        versions=tuple(reversed(history)),
        files=tuple(access.version(actor, agreement_id, shown.version).files),
    )


def files(actor: Actor, agreement_id: str, version: str) -> dict[str, bytes]:
    """The files of one version, byte for byte as adopted.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
        NO_SUCH_AGREEMENT: there is none of that name and version.
    """
    return text_to_files(access.version(actor, agreement_id, version))


def file(actor: Actor, agreement_id: str, version: str, name: str) -> bytes:
    """One file of one version.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
        NO_SUCH_AGREEMENT: there is none of that name and version.
        NO_SUCH_FILE: it has no file of that name.
    """
    held = files(actor, agreement_id, version)
    if name not in held:
        raise NO_SUCH_FILE(agreement=agreement_id, version=version, name=name[:100])
    return held[name]


def case_results(shown: Agreement) -> dict[tuple[str, int], CaseResult]:
    """What the engine finds in the cases of each rule; kept by digest, since a text always gives the same."""
    key = f"agreements.cases.{shown.digest}"
    kept: dict[tuple[str, int], CaseResult] | None = cache.get(key)
    if kept is None:
        kept = page.case_results(shown)
        cache.set(key, kept, timeout=86400)
    return kept


def _page(shown: Agreement, *, as_of: datetime) -> page.AgreementPage:
    phases = {phase.id: phase for phase in shown.phases}
    return page.AgreementPage(
        agreement=shown,
        articles=page.articles(shown),
        organs=page.organs(shown),
        areas=tuple(
            page.AreaRow(
                area=area,
                phase=phases.get(area.phase or ""),
                size_km2=size_km2(shown, area.id),
                corners=page.corners(area.shape),
                validity=validity(shown, area),
            )
            for area in shown.areas
        ),
        rules=page.rule_rows(shown, case_results(shown)),
        exemptions=page.exemption_rows(shown),
        commitments=page.commitment_rows(shown, as_of=as_of),
        from_memory=page.unverified(shown),
    )


def _changes(before: Agreement, after: Agreement, language: str) -> tuple[Change, ...]:
    key = f"agreements.changes.{before.digest}.{after.digest}.{language}"
    kept: tuple[Change, ...] | None = cache.get(key)
    if kept is None:
        kept = describe_changes(before, after, language=language)
        cache.set(key, kept, timeout=86400)
    return kept
