"""One commitment as its reader sees it: where it comes from, its versions, what each body says, how far it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.acts import Evidence
from evenhand.commitments.deadlines import DeadlineStanding, DueState, Facts, deadlines_of
from evenhand.commitments.indicators import Progress, progress_of
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Held, Indicator, Source, Status
from evenhand.commitments.standing import Standing, View, willing
from evenhand.commitments.versions import changed_fields
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.access import Seen
from evenhand_web.commitments.models import Plan, SubscriptionKind
from evenhand_web.commitments.plots import Plot, plot_of
from evenhand_web.commitments.projection import Stands, reckon, standing_in
from evenhand_web.commitments.queries.said import ActRow, act_rows, amount_words, value_lines
from evenhand_web.commitments.words import MARKS, Names, reader_language, said
from evenhand_web.documents.queries.naming import paragraph_address


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A paragraph, with the way to it where the library has its document."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """How things are under one reading."""

    words: str
    mark: str
    last_day: date | None
    basis: Text
    source: SourceRow | None
    inferred: bool
    started: str
    """From which day it counts and who says so, in words; "" for a day of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """What one body holds."""

    body: str
    capacity: str
    status: str
    mark: str
    as_of: date
    said_at: datetime
    reason: str
    next_step: str
    evidence: tuple[Evidence, ...]
    before: tuple[tuple[str, str, date], ...]
    """Earlier ones: mark, status, day; the latest first."""
    older_version: int | None
    """It was said of a version that stands no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """How it stands for one State."""

    name: str
    views: tuple[ViewRow, ...]
    disputed: bool
    willing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One indicator with what was measured."""

    indicator: Indicator
    target: str
    progress: tuple[tuple[str, Progress], ...]
    plot: Plot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version, and what differs from the one before."""

    number: int
    at: datetime
    by: str
    user: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]
    """What, before, after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPage:
    """The whole page."""

    id: str
    value: DomainCommitment
    title: Text
    source: SourceRow
    also: tuple[SourceRow, ...]
    plan: str
    plan_name: str
    plan_shown: bool
    bodies: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    status: str
    mark: str
    stands: Stands
    deadlines: tuple[DeadlineRow, ...]
    occasions: tuple[date, ...]
    views: tuple[ViewRow, ...]
    by_state: tuple[StateRow, ...]
    indicators: tuple[IndicatorRow, ...]
    evidence: tuple[tuple[Evidence, str, int], ...]
    """What, by whom, place of the act in the history."""
    versions: tuple[VersionRow, ...]
    acts: tuple[ActRow, ...]
    verbs: tuple[str, ...]
    owner: str
    shown_to: tuple[str, ...]
    """Only for those who keep it."""
    followed: bool


def commitment_page(actor: Actor, commitment_id: str, *, now: datetime) -> CommitmentPage:
    """Everything that this actor sees of a commitment.

    Raises:
        NO_SUCH_COMMITMENT.
    """
    seen = access.commitment_for(actor, commitment_id)
    row, names = seen.commitment, Names()
    plan = Plan.objects.filter(key=row.plan).first() if row.plan else None
    plan_shown = plan is not None and access.visible_plans(actor).filter(pk=plan.pk).exists()
    moving = access.moving_acts(row.plan)
    reckoned = reckon(row, seen.acts, moving, mapping.plan_behind(row), now=now)
    value, told = reckoned.value, mapping.said_of(seen.acts)
    stands = standing_in(value, mapping.states_of(value, reckoned.plan), told, now)
    current = value.version
    return CommitmentPage(
        id=row.pk,
        value=value,
        title=value.what,
        source=source_row(actor, value.source),
        also=tuple(source_row(actor, one) for one in value.also),
        plan=row.plan,
        plan_name=names.plan(row.plan) if row.plan else "",
        plan_shown=plan_shown,
        bodies=tuple(names.body(key) for key in value.debtors),
        beneficiaries=tuple(names.body(key) for key in value.beneficiaries),
        lines=value_lines(value, names),
        status=_status(stands),
        mark=MARKS.get(stands.status, "warn" if stands.disputed else "idle"),
        stands=stands,
        deadlines=_deadlines(actor, value, reckoned.facts, stands, names, now),
        occasions=tuple(day for day in reckoned.occasions if day >= now.date())[:6],
        views=_views(stands.whole, names, current),
        by_state=_by_state(stands, value, told, names, now),
        indicators=tuple(_indicator(one, value, told, names, now) for one in value.indicators),
        evidence=_evidence(seen, names),
        versions=_versions(seen, names),
        acts=act_rows(seen.acts, names, actor, keeps=seen.may_handle),
        verbs=verbs_for(seen, value),
        owner=names.organisation(row.owner.key),
        shown_to=tuple(names.organisation(key) for key in access.released_to(seen.acts)) if seen.may_handle else (),
        followed=access.subscriptions(actor).filter(kind=SubscriptionKind.COMMITMENT, what=row.pk).exists(),
    )


def verbs_for(seen: Seen, value: DomainCommitment) -> tuple[str, ...]:
    """What this actor can do here."""
    found: list[str] = []
    if seen.may_report:
        found += ["status", *(["measure"] if value.indicators else []), "attach", "comment"]
        found += ["willing"] if value.willing.value == "willing-only" and value.debtors else []
    if seen.may_handle:
        found += ["correct", *(["pause", "resume"] if value.readings else []), "release"]
        found += ["recall"] if access.released_to(seen.acts) else []
    return tuple(found)


def source_row(actor: Actor, source: Source) -> SourceRow:
    """A source in words, with the address of the paragraph in the library where there is one."""
    label = " ".join(part for part in (source.document or source.agreement, source.para or source.article) if part)
    return SourceRow(label=label, url=paragraph_address(actor, source.document, source.para))


def view_rows(standing: Standing, names: Names, current: int) -> tuple[ViewRow, ...]:
    """The views of a standing as rows."""
    return tuple(_view(one, names, current) for one in standing.views)


_views = view_rows


def _status(stands: Stands) -> str:
    return said(Status(stands.status)) if stands.status else ""


def _view(view: View, names: Names, current: int) -> ViewRow:
    before = [(one.content, one.at.date()) for one in reversed(view.before)]
    return ViewRow(
        body=names.organisation(view.act.body),
        capacity=said(view.act.capacity),
        status=said(view.status),
        mark=MARKS[view.status],
        as_of=view.as_of,
        said_at=view.act.at,
        reason=view.act.reason,
        next_step=view.said.next_step,
        evidence=view.act.evidence,
        before=tuple((MARKS[one.status], said(one.status), one.as_of or day) for one, day in before),  # type: ignore[union-attr]
        older_version=view.said.version if view.said.version < current else None,
    )


def _by_state(
    stands: Stands, value: DomainCommitment, told: Iterable[DomainAct], names: Names, now: datetime
) -> tuple[StateRow, ...]:
    ready = willing(value.id, tuple(told), at=now)
    if not stands.by_state and not ready:
        return ()
    return tuple(
        StateRow(
            name=names.body(state),
            views=_views(stands.by_state.get(state, Standing()), names, value.version),
            disputed=stands.by_state.get(state, Standing()).disputed,
            willing=said(ready[state]) if state in ready else "",
        )
        for state in dict.fromkeys((*stands.states, *stands.by_state, *ready))
    )


def _deadlines(
    actor: Actor, value: DomainCommitment, facts: Facts, stands: Stands, names: Names, now: datetime
) -> tuple[DeadlineRow, ...]:
    found = deadlines_of(value, facts=facts, as_of=now, settled=stands.settled)
    return tuple(_deadline(actor, one, names) for one in found)


_DUE_MARKS: Mapping[DueState, str] = {
    DueState.OVERDUE: "bad",
    DueState.LAST_DAY: "warn",
    DueState.OPEN: "info",
    DueState.SETTLED: "good",
}


def _deadline(actor: Actor, one: DeadlineStanding, names: Names) -> DeadlineRow:
    started = ""
    if one.started is not None:
        who = ", ".join(names.organisation(key) for key in one.started.said_by if key)
        started = f"{one.started.on.isoformat()} ({who})" if who else one.started.on.isoformat()
    source = source_row(actor, one.reading.source)
    return DeadlineRow(
        words=one.words(language=reader_language()),
        mark=_DUE_MARKS.get(one.state, "idle"),
        last_day=one.last_day,
        basis=one.reading.basis,
        source=source if source.label else None,
        inferred=one.reading.inferred,
        started=started,
    )


def _indicator(
    one: Indicator, value: DomainCommitment, told: Iterable[DomainAct], names: Names, now: datetime
) -> IndicatorRow:
    told = tuple(told)
    found = progress_of(one, value.id, told, at=now)
    return IndicatorRow(
        indicator=one,
        target=amount_words(one.target) or (f"{len(one.items)}" if one.items else ""),
        progress=tuple((names.organisation(each.body), each) for each in found),
        plot=plot_of(one, [(names.organisation(each.body), each) for each in found]),
    )


def _evidence(seen: Seen, names: Names) -> tuple[tuple[Evidence, str, int], ...]:
    gone, places = mapping.taken_back(seen.acts), mapping.places_of(seen.acts)
    return tuple(
        (one, names.organisation(act.organisation), places[act.number])
        for act in seen.acts
        if act.number not in gone
        for one in mapping.evidence_of(act)
    )


def _versions(seen: Seen, names: Names) -> tuple[VersionRow, ...]:
    found, before = [], None
    for act, value in mapping.versions_of(seen.commitment, seen.acts):
        changes = () if before is None else differences(before, value, names)
        found.append(
            VersionRow(
                number=value.version,
                at=act.at,
                by=names.organisation(act.organisation),
                user=act.user,
                reason=str(act.told.get("reason", "")),
                changes=changes,
            )
        )
        before = value
    return tuple(reversed(found))


def differences(before: DomainCommitment, after: DomainCommitment, names: Names) -> tuple[tuple[str, str, str], ...]:
    """What differs between two versions, field by field in the words of the page."""
    changed = set(changed_fields(before, after))
    one, other = (dict(value_lines(value, names, only=changed)) for value in (before, after))
    return tuple((str(key), one.get(key, ""), other.get(key, "")) for key in dict.fromkeys((*one, *other)))


def held_mark(held: Held) -> str:
    """The mark of yes, no and unknown."""
    return {Held.YES: "good", Held.NO: "bad"}.get(held, "idle")
