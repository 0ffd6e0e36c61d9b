"""The two stages of detection, as the modules of rule kinds see them.

Stage one (`Looking`) has the fixes of some complete objects and gives small tables; stage two (`Finding`) has the
tables of all objects and gives alerts. Source: docs/methods/one-answer.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.model import Agreement, Rule, RuleKind
from evenhand.detection.announcements import Announcements, of_movements
from evenhand.detection.fires import Fires
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.integrity import score, told_apart
from evenhand.detection.kernels.interference import DEGRADED, DISPLACED, Interference, find_interference
from evenhand.detection.movements import Movements
from evenhand.detection.sightings import TALLIES, Part, Row, Sightings, part_of

_ABOUT_EVENTS = (RuleKind.CESSATION, RuleKind.FREEDOM_OF_MOVEMENT)


def amid(row: Row, interference: Interference) -> Row:
    """A row of PARTS with what its surroundings say against its fixes: certain only if it has others."""
    found = [
        code
        for code, kind, places in (
            ("jamming", DEGRADED, row["degraded_at"]),
            ("spoofing", DISPLACED, row["displaced_at"]),
        )
        if interference.any_of(places, kind)
    ]
    if not found:
        return row
    doubts = row["doubts"] if row["n_clean"] else sorted({*row["doubts"], "integrity"})
    return {**row, "integrity": [*row["integrity"], *found], "doubts": doubts}


class Looking:
    """Stage one: some complete objects, held against all rules that look at movement."""

    def __init__(
        self,
        agreement: Agreement,
        rules: Sequence[Rule],
        *,
        positions: pa.Table,
        identities: pa.Table,
        notices: pa.Table,
    ) -> None:
        """The objects of `positions` (POSITIONS up to the instant of looking, which nothing here may depend on: what
        is seen is kept while time goes on); `rules` are those that need presence.
        """
        self.agreement = agreement
        self.positions = positions
        self.identities = identities
        self.notices = notices
        self.scored = score(positions)
        apart = told_apart(positions, self.scored)
        self.movements = Movements(agreement, rules, positions=apart, identities=identities, notices=notices)
        self.movements.weigh(self.scored)

    @property
    def apart(self) -> "InOrder":
        """The fixes in the order of presence: tracks that one name holds told apart."""
        presence = self.movements.presence
        return InOrder(positions=self.positions, fixes=presence.fixes, rows=presence.rows)

    @property
    def together(self) -> "InOrder":
        """The fixes of each name in order of time: whatever was heard of it counts."""
        arranged = self.scored.arranged
        return InOrder(positions=self.positions, fixes=arranged.fixes, rows=arranged.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    """Fixes in one of their orders, with the rows that they came from."""

    positions: pa.Table
    fixes: Fixes
    rows: NDArray[np.int64] | None

    def rows_of(self, fixes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of `positions` that some fixes came from."""
        return fixes if self.rows is None else self.rows[fixes]

    def column(self, name: str) -> pa.Array | None:
        """A column of `positions` by fix; None where it says nothing."""
        values = self.positions[name]
        if values.null_count == len(values):
            return None
        whole = pa.concat_arrays(values.chunks)
        return whole if self.rows is None else whole.take(pa.array(self.rows))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Stage two: what was seen of all objects, and everything that is not about movement; all of it up to `as_of`."""

    agreement: Agreement
    sightings: Sightings
    events: pa.Table
    identities: pa.Table
    notices: pa.Table
    done: Mapping[str, datetime]
    """By commitment, when it was met."""
    as_of: datetime

    @cached_property
    def notice_rows(self) -> list[dict[str, Any]]:
        """The NOTICES of movements as rows, by their ids."""
        rows: list[dict[str, Any]] = of_movements(self.notices).sort_by("notice").to_pylist()
        return rows

    @cached_property
    def announcements(self) -> Announcements:
        """What was announced beside movements."""
        return Announcements(self.agreement, self.notices.to_pylist())

    @cached_property
    def interference(self) -> Interference:
        """Where and when many objects at once lost their navigation, or were displaced to one place."""
        tallies = self.sightings.looks.get(TALLIES)
        return find_interference([] if tallies is None else [tallies])

    def parts(self, rule: Rule) -> list[Part]:
        """The presences that a rule is about, in a fixed order."""
        mine = self.sightings.parts.filter(pc.equal(self.sightings.parts["rule"], rule.id))
        order = [(name, "ascending") for name in ("area", "began_at", "object", "ended_at", "entry_lon", "entry_lat")]
        return [part_of(amid(row, self.interference)) for row in mine.sort_by(order).to_pylist()]

    @cached_property
    def fires(self) -> Fires:
        """Events against all areas of the rules about events, placed once."""
        about = [rule for rule in self.agreement.rules if rule.kind in _ABOUT_EVENTS]
        return Fires(self.agreement, about, self.events, self.announcements)

    def look(self, rule: Rule) -> pa.Table | None:
        """What the rule's kind looked at in stage one, in no fixed order; None: nothing."""
        return self.sightings.looks.get(rule.id)


def _always(_rule: Rule) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWork:
    """How rules of one kind are held against what was seen."""

    find: Callable[[Finding, Rule], Iterable[Row]]
    """Stage two: the alerts."""
    presence: bool = False
    """Stage one gives the presences (PARTS) in the rule's areas."""
    look: Callable[[Looking, Rule], pa.Table] | None = None
    """Stage one gives a table of the kind's own besides. Each row concerns the one object in its column `object`; where
    that is null it concerns nobody, counts once however often it comes, and stays true whatever else is seen."""
    inside: bool = False
    """`look` asks for the presences in the rule's areas."""
    asks: Callable[[Rule], bool] = _always
    """Whether `look` has anything to do for a rule of the kind."""

    def moves(self, rule: Rule) -> bool:
        """Whether stage one looks at movement for a rule at all."""
        return self.presence or (self.look is not None and self.asks(rule))

    def needs_areas(self, rule: Rule) -> bool:
        """Whether stage one has to find the presences in the rule's areas."""
        return self.presence or (self.inside and self.moves(rule))
