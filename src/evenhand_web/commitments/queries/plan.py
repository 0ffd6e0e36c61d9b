"""A plan as its reader sees it: matrix, evaluation, gates, risks, from the commitments that they see and no others."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from evenhand.agreements.calendar import end_of
from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.deadlines import facts_of
from evenhand.commitments.evaluating import Evaluation, Movement, Row, compare, end_of_year, evaluate
from evenhand.commitments.gates import GateStanding, gate_standing
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Event, Held, Status, Strength, Term
from evenhand.commitments.model import Plan as DomainPlan
from evenhand.commitments.risks import RatedRisk, register
from evenhand.commitments.wording import say
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Act, Commitment, Plan, PlanAct, PlanRelease
from evenhand_web.commitments.queries.said import ActRow, act_rows
from evenhand_web.commitments.words import MARKS, Names, reader_language, said, theme_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A plan with what its reader sees of it."""

    row: Plan
    plan: DomainPlan
    acts: tuple[DomainAct, ...]
    ids: Mapping[str, str]
    """Ids of rows by those of the plan."""
    may_keep: bool
    may_say: bool
    sees_risks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan of the list."""

    key: str
    title: Text
    summary: Text
    adopted_on: date | None
    commitments: int
    gates: int
    risks: int | None
    """None: they are not shown to this reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One measure of one State."""

    state: str
    name: str
    status: str
    mark: str
    disputed: bool
    views: tuple[str, ...]
    evidence: int
    next_step: str
    silent: bool
    owed: bool
    willing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A row of the matrix."""

    id: str
    what: Text
    paragraph: str
    strength: str
    term: str
    theme: str
    whole: CellRow
    cells: tuple[CellRow | None, ...]
    """One for each column; None: that State does not owe it."""
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which part of the matrix is looked at; "" means whatever."""

    term: str = ""
    theme: str = ""
    state: str = ""
    status: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours."""
        return cls(**{one.name: str(query.get(one.name, "")).replace("\0", "").strip()[:100] for one in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The matrix with its columns."""

    gathered: Gathered
    columns: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[MeasureRow, ...]], ...]
    """By term: near, medium and long, none."""
    counts: tuple[tuple[str, str, int], ...]
    """Mark, status, how many measures as wholes."""
    themes: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    shown: int
    total: int
    gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """How a measure moved."""

    id: str
    what: Text
    paragraph: str
    state: str
    before: str
    before_mark: str
    after: str
    after_mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """Two dates compared."""

    gathered: Gathered
    before: date
    after: date
    groups: tuple[tuple[str, str, tuple[MoveRow, ...]], ...]
    """Kind of move, its words, the measures; what stayed the same and what nobody ever spoke of are counted only."""
    counted: tuple[tuple[str, int], ...]
    gaps: tuple[MoveRow, ...]
    total_gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """The gates of a plan, and the days from which its clocks count."""

    gathered: Gathered
    gates: tuple[GateStanding, ...]
    events: tuple[tuple[Event, str], ...]
    """Each with the days that are held, in words."""
    acts: tuple[ActRow, ...]


def plan_rows(actor: Actor) -> tuple[PlanRow, ...]:
    """The plans that this actor sees."""
    with_risks = set(access.visible_plans(actor, risks=True).values_list("pk", flat=True))
    visible = access.visible_commitments(actor)
    found = []
    for row in access.visible_plans(actor):
        plan = mapping.plan_of(row)
        found.append(
            PlanRow(
                key=row.key,
                title=plan.title,
                summary=plan.summary,
                adopted_on=plan.adopted_on,
                commitments=visible.filter(plan=row.key).count(),
                gates=len(plan.gates),
                risks=len(plan.risks) if row.pk in with_risks else None,
            )
        )
    return tuple(found)


def gathered(actor: Actor, key: str, *, public: bool = False, at: datetime | None = None) -> Gathered:
    """A plan with the commitments and acts that this actor sees.

    Args:
        actor: on whose behalf.
        key: of the plan.
        public: only with what was shared, for a file that leaves the house.
        at: as it was known at that instant: versions, words and what was taken back; now if it is None.

    Raises:
        NO_SUCH_PLAN.
    """
    row = access.plan_for(actor, key)
    shown = {one.commitment_id: set(one.acts) for one in access.visible_commitments(actor).filter(plan=row.key)}
    rows = {one.pk: one for one in Commitment.objects.filter(plan=row.key).select_related("owner") if one.pk in shown}
    by_row: dict[str, list[Act]] = {}

    def counts(act: Act | PlanAct) -> bool:
        return (act.shared or not public) and (at is None or act.at <= at)

    for act in Act.objects.filter(commitment__plan=row.key).order_by("commitment", "number"):
        if act.number in shown.get(act.commitment_id, ()) and counts(act):
            by_row.setdefault(act.commitment_id, []).append(act)
    values: list[tuple[str, DomainCommitment]] = []
    told = list(mapping.said_of(act for act in access.plan_acts(actor, row) if counts(act)))
    for pk, acts in by_row.items():
        values.append((pk, mapping.latest(rows[pk], acts)))
        told += mapping.said_of(acts)
    values.sort(key=lambda pair: _order(pair[1]))
    own = row.owner_id == actor.organisation_id or actor.can(Capability.SEE_COMMITMENTS)
    return Gathered(
        row=row,
        plan=replace(mapping.plan_of(row), commitments=tuple(value for _pk, value in values)),
        acts=tuple(told),
        ids={value.id: pk for pk, value in values},
        may_keep=own and actor.can(Capability.HANDLE_COMMITMENTS),
        may_say=actor.can(Capability.REPORT_ON_COMMITMENTS),
        sees_risks=access.visible_plans(actor, risks=True).filter(pk=row.pk).exists(),
    )


@as_machine("those who keep a plan know to whom they show it")
def shown_to(row: Plan) -> tuple[Organisation, ...]:
    """The organisations to which a plan is shown; for who keeps it."""
    shown = PlanRelease.objects.filter(plan=row).select_related("organisation").order_by("organisation__key")
    return tuple(one.organisation for one in shown)


def evaluated(found: Gathered, *, at: datetime) -> Evaluation:
    """The matrix of a plan at an instant."""
    return evaluate(found.plan, found.acts, at=at)


def matrix(actor: Actor, key: str, filters: Filters, *, now: datetime) -> Matrix:
    """Measures by State.

    Raises:
        NO_SUCH_PLAN.
    """
    found, names = gathered(actor, key), Names()
    evaluation = evaluated(found, at=now)
    columns = tuple((state.id, names.body(state.id)) for state in found.plan.states)
    chosen = tuple(column for column in columns if not filters.state or column[0] == filters.state) or columns
    wanted = [row for row in evaluation.rows if _wanted(row, filters)]
    groups = []
    for term in (*(one for one in Term if one is not Term.NONE), Term.NONE):
        rows = tuple(_measure(row, found, chosen, names) for row in wanted if row.commitment.term is term)
        if rows:
            groups.append((said(term), rows))
    counts = evaluation.counts()
    themes = sorted({row.commitment.theme for row in evaluation.rows} - {""})
    return Matrix(
        gathered=found,
        columns=chosen,
        groups=tuple(groups),
        counts=tuple((_mark(key), _named(key), number) for key, number in counts.items()),
        themes=tuple((theme, theme_name(theme)) for theme in themes),
        terms=tuple((one.value, said(one)) for one in Term),
        states=columns,
        statuses=tuple((one.value, said(one)) for one in Status),
        shown=len(wanted),
        total=len(evaluation.rows),
        gaps=len(evaluation.gaps),
    )


def yearly(actor: Actor, key: str, *, before: str, after: str, now: datetime) -> Yearly:
    """What moved between two days; without them, between the ends of the last two years.

    Raises:
        NO_SUCH_PLAN.
    """
    found, names = gathered(actor, key), Names()
    first = _end_of(before, found.plan) or end_of_year(found.plan, now.year - 1)
    last = _end_of(after, found.plan) or now
    first, last = min(first, last), max(first, last)
    one, other = (evaluated(gathered(actor, key, at=each), at=each) for each in (first, last))
    compared = compare(one, other)
    groups, counted = [], []
    for movement in Movement:
        moves = compared.of(movement)
        if not moves:
            continue
        if movement in {Movement.SAME, Movement.NEVER, Movement.SETTLED}:
            counted.append((movement_words(movement), len(moves)))
        else:
            rows = tuple(_move(move, found, names) for move in moves)
            groups.append((movement.value, movement_words(movement), rows))
    gaps = other.gaps
    return Yearly(
        gathered=found,
        before=_day(first),
        after=_day(last),
        groups=tuple(groups),
        counted=tuple(counted),
        gaps=tuple(_gap(commitment, state, found, names) for commitment, state in gaps[:300]),
        total_gaps=len(gaps),
    )


def gates(actor: Actor, key: str, *, now: datetime) -> Gates:
    """What lacks before each gate, and from which days clocks count.

    Raises:
        NO_SUCH_PLAN.
    """
    found, names = gathered(actor, key), Names()
    facts = facts_of(found.plan, found.acts, at=now)
    events = []
    for event in found.plan.events:
        held = facts.events.get(event.id, ())
        words = [
            f"{one.on.isoformat()}"
            + (f" ({who})" if (who := ", ".join(names.organisation(k) for k in one.said_by if k)) else "")
            for one in held
        ]
        events.append((event, "; ".join(words)))
    return Gates(
        gathered=found,
        gates=tuple(gate_standing(gate, found.plan, found.acts, at=now) for gate in found.plan.gates),
        events=tuple(events),
        acts=act_rows(access.plan_acts(actor, found.row), names, actor, keeps=found.may_keep),
    )


def risks(actor: Actor, key: str, *, now: datetime) -> tuple[Gathered, tuple[RatedRisk, ...]]:
    """The risk register.

    Raises:
        NO_SUCH_PLAN: also where the plan is shown without it.
    """
    found = gathered(actor, key)
    if not found.sees_risks:
        raise access.NO_SUCH_PLAN(plan=key[:100])
    return found, register(found.plan, found.acts, at=now)


def movement_words(movement: Movement) -> str:
    """What a movement is called."""
    return say(f"moves.{movement.value}", language=reader_language())


def _order(value: DomainCommitment) -> tuple[Any, ...]:
    parts = re.split(r"(\d+)", f"{value.source.document}\n{value.source.para or value.source.article}")
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), value.id


def _wanted(row: Row, filters: Filters) -> bool:
    one = row.commitment
    if (filters.term and one.term.value != filters.term) or (filters.theme and one.theme != filters.theme):
        return False
    if filters.state and not any(cell.state == filters.state for cell in row.cells):
        return False
    cells = [cell for cell in row.cells if not filters.state or cell.state in {"", filters.state}]
    return not filters.status or any(
        _held(cell.standing.status) == filters.status for cell in cells if cell.standing.views
    )


def _held(status: Status | None) -> str:
    return status.value if status is not None else "disputed"


def _measure(row: Row, found: Gathered, columns: Iterable[tuple[str, str]], names: Names) -> MeasureRow:
    one = row.commitment
    by_state = {cell.state: cell for cell in row.cells}
    return MeasureRow(
        id=found.ids[one.id],
        what=one.what,
        paragraph=one.source.para or one.source.article,
        strength=said(one.strength) if one.strength is not Strength.NONE else "",
        term=one.term.value,
        theme=theme_name(one.theme),
        whole=_cell(by_state[""], "", names),
        cells=tuple(_cell(by_state[key], name, names) if key in by_state else None for key, name in columns),
        due=tuple(each.last_day.isoformat() for each in row.deadlines if each.last_day is not None),
    )


def _cell(cell: Any, name: str, names: Names) -> CellRow:
    standing = cell.standing
    views = standing.views
    status = standing.status
    return CellRow(
        state=cell.state,
        name=name,
        status=said(status) if status is not None else "",
        mark=MARKS[status] if status is not None else "warn",
        disputed=standing.disputed,
        views=tuple(f"{names.organisation(view.act.body)}: {said(view.status)}" for view in views),
        evidence=sum(len(view.act.evidence) for view in views),
        next_step=standing.next_step,
        silent=not views,
        owed=cell.owed is not Held.NO,
        willing=said(cell.willing) if cell.willing is not None else "",
    )


def _mark(status: str) -> str:
    return MARKS.get(status, "warn")


def _named(status: str) -> str:
    return said(Status(status)) if status in set(Status) else ""


def _move(move: Any, found: Gathered, names: Names) -> MoveRow:
    return MoveRow(
        id=found.ids.get(move.commitment.id, ""),
        what=move.commitment.what,
        paragraph=move.commitment.source.para or move.commitment.source.article,
        state=names.body(move.state) if move.state else "",
        before=_words(move.before),
        before_mark=_standing_mark(move.before),
        after=_words(move.after),
        after_mark=_standing_mark(move.after),
    )


def _gap(commitment: DomainCommitment, state: str, found: Gathered, names: Names) -> MoveRow:
    told = {"before": "", "before_mark": "idle", "after": "", "after_mark": "idle"}
    return MoveRow(
        id=found.ids[commitment.id],
        what=commitment.what,
        paragraph=commitment.source.para or commitment.source.article,
        state=names.body(state) if state else "",
        **told,
    )


def _words(standing: Any) -> str:
    if not standing.views:
        return ""
    return (
        said(standing.status) if standing.status is not None else " / ".join(said(one.status) for one in standing.views)
    )


def _standing_mark(standing: Any) -> str:
    return (
        MARKS[standing.status]
        if standing.status is not None and standing.views
        else "warn"
        if standing.views
        else "idle"
    )


def _end_of(text: str, plan: DomainPlan) -> datetime | None:
    try:
        return end_of(date.fromisoformat(text), plan.time_zone) if text else None
    except (ValueError, OverflowError):
        return None


def _day(at: datetime) -> date:
    """The last day before an instant, for the fields of the page."""
    return (at - datetime.resolution).astimezone(UTC).date()
