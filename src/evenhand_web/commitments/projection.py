"""What lists know of commitments: a row for each audience and the deadlines, made from the acts, again at any time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction

from evenhand.agreements.calendar import end_of
from evenhand.agreements.gazetteer import fold
from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.deadlines import DeadlineStanding, DueState, Facts, deadlines_of, facts_of, occasions
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Held, Strength
from evenhand.commitments.model import Plan as DomainPlan
from evenhand.commitments.standing import Standing, standings
from evenhand.foundation.texts import Text
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Act, Commitment, Due, Plan, PlanAct, Shown

TITLE = 240
_SEARCHED = 4000
BACK, AHEAD = timedelta(days=400), timedelta(days=800)
"""Of what recurs, how far the calendar knows the days; `remind_commitments` moves it on."""
_MOST_PAST, _MOST_AHEAD = 50, 350
"""Of the occasions of what recurs, so many are kept of those before today and of those from today on."""
_A_DAY = timedelta(days=1)
_AT_ONCE = 300
"""Commitments that are brought at once; SQLite takes 32,766 values in one statement."""
COLUMNS = (
    *("acts", "plan", "document", "paragraph", "title", "bodies", "theme", "term", "status", "statuses", "differs"),
    *("phase", "due_at", "due_last_at", "waits", "evidence", "last_at", "search_text"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What holds for everybody who sees a commitment: the version that stands and when it falls due."""

    value: DomainCommitment
    plan: DomainPlan | None
    facts: Facts
    deadlines: tuple[DeadlineStanding, ...]
    occasions: tuple[date, ...]
    """Of what recurs: the days in the calendar."""


def project(commitments: Iterable[Commitment], *, now: datetime) -> None:
    """Bring the rows of all audiences of some commitments, and their deadlines, to what their acts say."""
    wanted = list(commitments)
    for low in range(0, len(wanted), _AT_ONCE):
        _project(wanted[low : low + _AT_ONCE], now=now)


def project_plan(plan: Plan, *, now: datetime) -> None:
    """The same for all commitments of a plan, whose events move their deadlines."""
    project(Commitment.objects.filter(plan=plan.key).select_related("owner").order_by("pk"), now=now)


@transaction.atomic
def rebuild(*, now: datetime) -> int:
    """Make all rows again; gives the number of commitments."""
    rows = Commitment.objects.order_by("pk").select_related("owner")
    count, batch = 0, []
    for commitment in rows.iterator(chunk_size=_AT_ONCE):
        batch.append(commitment)
        if len(batch) == _AT_ONCE:
            project(batch, now=now)
            batch = []
        count += 1
    project(batch, now=now)
    return count


def roll(*, now: datetime) -> None:
    """Bring what recurs to the occasion that is due now, and what was to stand still from a day on to that day."""
    recurring = Act.objects.filter(kind=access.VERSION, content__contains='"recurrence":')
    wanted = set(recurring.values_list("commitment", flat=True)) | _pauses_that_came(now.date())
    rows = Commitment.objects.order_by("pk").select_related("owner")
    keys = sorted(wanted)
    for low in range(0, len(keys), _AT_ONCE):
        project(rows.filter(pk__in=keys[low : low + _AT_ONCE]), now=now)


def _pauses_that_came(today: date) -> set[str]:
    """What was said, before it was so, to stand still from a day that has come."""
    found = set()
    for act in Act.objects.filter(kind="paused"):
        begins_on = date.fromisoformat(act.said["begins_on"])
        # Days of a plan's zone begin up to a day before those of UTC or after them.
        if act.at.date() - _A_DAY <= begins_on <= today + _A_DAY:
            found.add(act.commitment_id)
    return found


def reckon(
    commitment: Commitment, acts: Iterable[Act], plan_acts: Iterable[PlanAct], plan: DomainPlan | None, *, now: datetime
) -> Reckoned:
    """What holds for everybody who sees the commitment, from acts of which all see those that move deadlines.

    Args:
        commitment: which.
        acts: what is seen of it; what moves deadlines, all see.
        plan_acts: of its plan, what moves deadlines.
        plan: the plan that it is a measure of.
        now: the instant from which one looks.
    """
    acts = tuple(acts)
    value = mapping.latest(commitment, acts)
    said = (*mapping.said_of(plan_acts), *mapping.said_of(acts))
    facts = facts_of(plan or DomainPlan(id="", title=Text({}), commitments=()), said, at=now)
    days: tuple[date, ...] = ()
    if value.recurrence is not None:
        last = (now + AHEAD).date()
        found = takewhile(lambda day: day <= last, occasions(value.recurrence, facts=facts))
        days = _around(dict.fromkeys(day for day in found if day >= (now - BACK).date()), now.date())
    return Reckoned(
        value=value, plan=plan, facts=facts, deadlines=deadlines_of(value, facts=facts, as_of=now), occasions=days
    )


def _around(days: Iterable[date], today: date) -> tuple[date, ...]:
    """The last of the days before today and the first of those from today on."""
    days = tuple(days)
    past = [day for day in days if day < today]
    return (*past[-_MOST_PAST:], *days[len(past) :][:_MOST_AHEAD])


def standing_in(value: DomainCommitment, states: Iterable[str], said: Iterable[DomainAct], now: datetime) -> "Stands":
    """How a commitment stands for whoever sees those acts: as a whole, else State by State."""
    found = standings(said, at=now)
    whole = found.get((value.id, "", None))
    by_state = {state: one for (of, state, day), one in found.items() if of == value.id and state and day is None}
    return Stands(whole=whole or Standing(), by_state=by_state, states=tuple(states), said=whole is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a commitment stands."""

    whole: Standing
    by_state: dict[str, Standing]
    states: tuple[str, ...]
    """Of which it can be said how it stands."""
    said: bool
    """Whether anybody spoke of the whole."""

    @property
    def status(self) -> str:
        """The one status; "" where it is in dispute or not the same for all States."""
        if self.said or not self.by_state:
            return self.whole.status.value if self.whole.status is not None else ""
        found = {one.status for one in self.by_state.values()}
        alone = found.pop() if len(found) == 1 else None
        return alone.value if alone is not None and set(self.by_state) >= set(self.states) else ""

    @property
    def statuses(self) -> list[str]:
        """All that anybody holds, of the whole or of a State."""
        found = {view.status.value for one in (self.whole, *self.by_state.values()) for view in one.views}
        return sorted(found) or [self.status]

    @property
    def disputed(self) -> bool:
        """Whether bodies do not agree, of the whole or of a State."""
        return self.whole.disputed or any(one.disputed for one in self.by_state.values())

    @property
    def settled(self) -> Held:
        """Whether nothing is owed any longer, by any State."""
        if self.said or not self.by_state:
            return self.whole.settled
        done = [state for state, one in self.by_state.items() if one.settled is Held.YES]
        return Held.YES if self.states and set(done) >= set(self.states) else Held.NO


def _project(commitments: list[Commitment], *, now: datetime) -> None:
    keys = [commitment.pk for commitment in commitments]
    acts: dict[str, list[Act]] = {key: [] for key in keys}
    for act in Act.objects.filter(commitment__in=keys).order_by("commitment", "number"):
        acts[act.commitment_id].append(act)
    one_of = {commitment.plan: commitment for commitment in commitments}
    moving = {key: access.moving_acts(key) for key in one_of}
    plans = {key: mapping.plan_behind(commitment) for key, commitment in one_of.items()}
    before: dict[str, list[tuple[Any, ...]]] = {key: [] for key in keys}
    for due in Due.objects.filter(commitment__in=keys).order_by("at", "pk"):
        before[due.commitment_id].append(_facts_of(due))
    moved, dues, rows = [], [], []
    for commitment in commitments:
        own = tuple(acts[commitment.pk])
        reckoned = reckon(commitment, own, moving[commitment.plan], plans[commitment.plan], now=now)
        fresh = list(_dues(commitment, reckoned))
        if before[commitment.pk] != [_facts_of(due) for due in fresh]:
            moved.append(commitment.pk)
            dues += fresh
        rows += [
            Shown(commitment=commitment, audience=audience, **_columns(commitment, seen, reckoned, now=now))
            for audience, seen in _audiences(commitment, own)
        ]
    Due.objects.filter(commitment__in=moved).delete()
    Due.objects.bulk_create(dues)
    _write(keys, rows)


def _write(keys: list[str], rows: list[Shown]) -> None:
    """The rows of these commitments, and no others of theirs."""
    wanted = {(row.commitment_id, row.audience) for row in rows}
    there = Shown.objects.filter(commitment__in=keys).values_list("pk", "commitment", "audience")
    Shown.objects.filter(pk__in=[pk for pk, *key in there if tuple(key) not in wanted]).delete()
    Shown.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["commitment", "audience"], update_fields=list(COLUMNS)
    )


def _facts_of(due: Due) -> tuple[Any, ...]:
    return due.at, due.day, due.reading, due.derived


def _audiences(commitment: Commitment, acts: tuple[Act, ...]) -> Iterator[tuple[str, tuple[Act, ...]]]:
    """Everybody who sees something of it: the mission, who keeps it, to whom it is released."""
    yield access.ALL, acts
    owner = commitment.owner.key
    for key in dict.fromkeys((owner, *access.released_to(acts))):
        audience = access.organisation_audience(key)
        yield audience, access.visible_acts(owner, acts, audience)


def _dues(commitment: Commitment, reckoned: Reckoned) -> Iterator[Due]:
    found: dict[tuple[date, str], Due] = {}
    for one in reckoned.deadlines:
        if one.last_day is not None and one.due_at is not None:
            derived = one.reading.inferred or one.reading.due.on is None
            due = Due(commitment=commitment, at=one.due_at, day=one.last_day, reading=one.reading.id, derived=derived)
            found[one.last_day, one.reading.id] = due
    for day in reckoned.occasions:
        due = Due(commitment=commitment, at=end_of(day, reckoned.facts.zone), day=day, derived=True)
        found[day, ""] = due
    yield from sorted(found.values(), key=lambda due: (due.at, due.reading))


def _columns(commitment: Commitment, acts: tuple[Act, ...], reckoned: Reckoned, *, now: datetime) -> dict[str, Any]:
    value = reckoned.value
    said = mapping.said_of(acts)
    stands = standing_in(value, mapping.states_of(value, reckoned.plan), said, now)
    first, last = _when(reckoned, said, now)
    gone = mapping.taken_back(acts)
    return {
        "acts": [act.number for act in acts],
        "plan": commitment.plan,
        "document": commitment.document,
        "paragraph": commitment.paragraph,
        "title": {tag: _short(text) for tag, text in value.what.by_language.items()},
        "bodies": f"|{'|'.join(value.debtors)}|"[:600] if value.debtors else "",
        "theme": value.theme[:64],
        "term": value.term.value,
        "status": stands.status,
        "statuses": f"|{'|'.join(stands.statuses)}|",
        "differs": stands.disputed,
        "phase": _phase(value, stands),
        "due_at": first,
        "due_last_at": last,
        "waits": _waits(reckoned) if first is None else "",
        "evidence": sum(len(act.told.get("evidence", ())) for act in acts if act.number not in gone),
        "last_at": acts[-1].at,
        "search_text": _search_text(commitment, reckoned),
    }


def _when(reckoned: Reckoned, said: Iterable[DomainAct], now: datetime) -> tuple[datetime | None, datetime | None]:
    """From the earliest to the latest reading; of what recurs, the occasion that was due last and is still owed."""
    known = [one.due_at for one in reckoned.deadlines if one.due_at is not None]
    if known:
        return min(known), max(known)
    if not reckoned.occasions:
        return None, None
    ends = {day: end_of(day, reckoned.facts.zone) for day in reckoned.occasions}
    ahead = [at for at in ends.values() if at > now]
    past = [day for day, at in ends.items() if at <= now]
    held = standings(said, at=now)
    if past:
        standing = held.get((reckoned.value.id, "", past[-1]))
        if standing is None or standing.settled is not Held.YES:
            return ends[past[-1]], ends[past[-1]]
    return (ahead[0], ahead[0]) if ahead else (None, None)


def _phase(value: DomainCommitment, stands: Stands) -> str:
    """What asks nothing of anybody is neither to do nor settled."""
    if value.strength is Strength.NONE:
        return "nothing"
    return "settled" if stands.settled is Held.YES else "open"


def _waits(reckoned: Reckoned) -> str:
    for one in reckoned.deadlines:
        if one.state in {DueState.NO_DATE, DueState.NOT_STARTED, DueState.STANDING_STILL}:
            return f"{one.state.value} {one.reading.due.event}".strip()[:100]
    return ""


def _short(text: str) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"


def _search_text(commitment: Commitment, reckoned: Reckoned) -> str:
    """What may be looked for: all that the version says, with the names of who owes it."""
    value = reckoned.value
    told = [commitment.document, commitment.paragraph, value.id, value.theme, *value.places, *value.debtors]
    for text in (value.what, value.object, *value.parts, *value.conditions):
        told += text.by_language.values()
    if reckoned.plan is not None:
        for actor in reckoned.plan.actors:
            if actor.id in value.debtors:
                told += actor.name.by_language.values()
    return fold(" ".join(told))[:_SEARCHED]
