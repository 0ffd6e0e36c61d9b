"""A plan as it stood at an instant, measure by measure and State by State, and two such evaluations compared.

What was reported on before and is passed over in silence now is said, as is what nobody ever reported on.
Source: requirements, 004-A (host country's evaluation), 004-J (measure x State x status x evidence x next step).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evenhand.agreements.calendar import end_of
from evenhand.commitments.acts import Act
from evenhand.commitments.deadlines import DeadlineStanding, deadlines_of, facts_of
from evenhand.commitments.model import Commitment, Held, Plan, Status, Strength, Term, Willing
from evenhand.commitments.standing import Standing, standings, willing

WORSE_TO_BETTER = (
    Status.MISSED, Status.DELAYED, Status.AGREED, Status.UNDER_WAY, Status.PARTLY_MET, Status.MET,
)  # fmt: skip
"""What has lapsed or was superseded is neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One measure of one State ("": as a whole)."""

    state: str
    standing: Standing
    willing: Held | None = None
    """For measures of the willing only: whether the State said that it is. Null: the measure is for all."""

    @property
    def owed(self) -> Held:
        """Whether the State owes it: of a measure for the willing only those who said so do."""
        return Held.YES if self.willing is None else self.willing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure."""

    commitment: Commitment
    cells: tuple[Cell, ...]
    """The whole first, then each State that owes it, in the plan's order."""
    deadlines: tuple[DeadlineStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The matrix at an instant."""

    plan: Plan
    at: datetime
    rows: tuple[Row, ...]

    def counts(self, *, term: Term | None = None) -> Mapping[str, int]:
        """How many measures stand where, as wholes; "disputed" apart. Only those of a term, if one is given."""
        told: Counter[str] = Counter()
        for row in self.rows:
            if term is None or row.commitment.term is term:
                status = row.cells[0].standing.status
                told["disputed" if status is None else status.value] += 1
        return dict(sorted(told.items()))

    @property
    def gaps(self) -> tuple[tuple[Commitment, str], ...]:
        """Measures and States of which nobody has ever said anything: the whole of a measure only if no State of it.

        A measure that is settled as a whole has none.
        """
        found = []
        for row in self.rows:
            if row.cells[0].standing.settled is Held.YES:
                continue
            silent = [cell.state for cell in row.cells if not cell.standing.views and cell.owed is not Held.NO]
            if len(silent) == len(row.cells):
                found.append((row.commitment, ""))
            else:
                found += [(row.commitment, state) for state in silent if state]
        return tuple(found)


class Movement(StrEnum):
    """How a cell moved from one evaluation to the next."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """Somebody said so again."""
    SILENT = "silent"
    """It was reported on before, nobody has said anything since, and it was not settled."""
    NEVER = "never"
    """Nobody has ever said anything."""
    ENDED = "ended"
    """It lapsed or was superseded since."""
    DISPUTED = "disputed"
    """It is in dispute now; what it moved to is not known."""
    SETTLED = "settled"
    """It was settled before and nobody says otherwise."""
    NEW = "new"
    """The measure was not in the plan before."""
    GONE = "gone"
    """The measure is not in the plan any longer, and nobody said that it lapsed or was superseded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One cell in both evaluations."""

    commitment: Commitment
    state: str
    movement: Movement
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two evaluations side by side."""

    before: Evaluation
    after: Evaluation
    moves: tuple[Move, ...]

    def of(self, *movements: Movement) -> tuple[Move, ...]:
        """The moves of these kinds."""
        return tuple(move for move in self.moves if move.movement in movements)

    @property
    def dropped(self) -> tuple[Move, ...]:
        """What was dropped without a word: reported on before and not since, or gone from the plan."""
        return self.of(Movement.SILENT, Movement.GONE)


def evaluate(plan: Plan, acts: Iterable[Act], *, at: datetime) -> Evaluation:
    """The matrix of a plan as it was known at an instant; what asks nothing of anybody is left out."""
    known = tuple(acts)
    stand, facts = standings(known, at=at), facts_of(plan, known, at=at)
    rows = []
    for one in plan.commitments:
        if one.strength is Strength.NONE:
            continue
        said = willing(one.id, known, at=at) if one.willing is Willing.WILLING_ONLY else None
        states = states_owing(one, plan)
        cells = tuple(
            Cell(
                state=state,
                standing=stand.get((one.id, state, None), Standing()),
                willing=None if said is None or not state else said.get(state, Held.UNKNOWN),
            )
            for state in ("", *states)
        )
        deadlines = deadlines_of(one, facts=facts, as_of=at, settled=cells[0].standing.settled)
        rows.append(Row(commitment=one, cells=cells, deadlines=deadlines))
    return Evaluation(plan=plan, at=at, rows=tuple(rows))


def end_of_year(plan: Plan, year: int) -> datetime:
    """The instant at which a year ends in the plan's zone: what is said before it counts in the year's evaluation."""
    return end_of(date(year, 12, 31), plan.time_zone)


def states_owing(commitment: Commitment, plan: Plan) -> tuple[str, ...]:
    """The States of the matrix that owe a commitment, by name or as members of a group, in the plan's order."""
    actors = {actor.id: actor for actor in plan.actors}
    owing: set[str] = set()
    ahead = list(commitment.debtors)
    while ahead:
        name = ahead.pop()
        if name in actors and name not in owing:
            owing.add(name)
            ahead.extend(actors[name].members)
    return tuple(state.id for state in plan.states if state.id in owing)


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """How each cell moved between two evaluations of a plan, in the order of the later one."""
    old = {(row.commitment.id, cell.state): cell for row in before.rows for cell in row.cells}
    new = {(row.commitment.id, cell.state): cell for row in after.rows for cell in row.cells}
    moves = [
        _move(row.commitment, cell, old.get((row.commitment.id, cell.state)), before.at)
        for row in after.rows
        for cell in row.cells
        if cell.owed is not Held.NO and not _needs_no_word(cell, row)
    ]
    return Comparison(before=before, after=after, moves=(*moves, *_gone(before, new)))


def _needs_no_word(cell: Cell, row: Row) -> bool:
    """Whether nobody has to say anything of a State, for the measure is settled as a whole."""
    return bool(cell.state) and not cell.standing.views and row.cells[0].standing.settled is Held.YES


def _gone(before: Evaluation, new: Mapping[tuple[str, str], Cell]) -> Iterator[Move]:
    for row in before.rows:
        for cell in row.cells:
            if (row.commitment.id, cell.state) not in new:
                ended = cell.standing.status in (Status.LAPSED, Status.SUPERSEDED)
                movement = Movement.ENDED if ended else Movement.GONE
                yield Move(
                    commitment=row.commitment,
                    state=cell.state,
                    movement=movement,
                    before=cell.standing,
                    after=Standing(),
                )


def _move(commitment: Commitment, now: Cell, then: Cell | None, since: datetime) -> Move:
    before = then.standing if then is not None else Standing()
    movement = Movement.NEW if then is None else _movement(before, now.standing, since)
    return Move(commitment=commitment, state=now.state, movement=movement, before=before, after=now.standing)


def _movement(before: Standing, after: Standing, since: datetime) -> Movement:
    if not after.views:
        return Movement.NEVER
    last = after.last_said_at
    if last is None or last <= since:
        return Movement.SETTLED if after.settled is Held.YES else Movement.SILENT
    if after.status is None:
        return Movement.DISPUTED
    if after.status not in WORSE_TO_BETTER:
        return Movement.ENDED
    if before.status is None or before.status not in WORSE_TO_BETTER:
        return _from_no_place(before, after.status)
    step = WORSE_TO_BETTER.index(after.status) - WORSE_TO_BETTER.index(before.status)
    return Movement.BETTER if step > 0 else Movement.WORSE if step < 0 else Movement.SAME


def _from_no_place(before: Standing, to: Status) -> Movement:
    """From a dispute, or what had lapsed or was superseded: better only than the least that anybody held.

    What had ended and is taken up again is better, but where it is late or was missed.
    """
    held = [WORSE_TO_BETTER.index(view.status) for view in before.views if view.status in WORSE_TO_BETTER]
    least = min(held, default=WORSE_TO_BETTER.index(Status.DELAYED))
    return Movement.BETTER if WORSE_TO_BETTER.index(to) > least else Movement.WORSE
