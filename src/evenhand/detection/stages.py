"""The two stages of detection, as the modules of rule kinds see them.

Stage one (`Looking`) has the fixes of some complete objects and gives small tables; stage two (`Finding`) has the
tables of all objects and gives alerts. Source: docs/methods/one-answer.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement, Rule, RuleKind
from evenhand.detection.fires import Fires
from evenhand.detection.movements import Movements
from evenhand.detection.sightings import Part, Row, Sightings, part_of


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
        as_of: datetime,
    ) -> None:
        """The objects of `positions` (POSITIONS up to `as_of`); `rules` are those that need presence."""
        self.agreement = agreement
        self.positions = positions
        self.as_of = as_of
        self.movements = Movements(agreement, rules, positions=positions, identities=identities, notices=notices)


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
        """NOTICES as rows, by their ids."""
        rows: list[dict[str, Any]] = self.notices.sort_by("notice").to_pylist()
        return rows

    def parts(self, rule: Rule) -> list[Part]:
        """The presences that a rule is about, in a fixed order."""
        mine = self.sightings.parts.filter(pc.equal(self.sightings.parts["rule"], rule.id))
        order = [(name, "ascending") for name in ("area", "began_at", "object", "ended_at", "entry_lon", "entry_lat")]
        return [part_of(row) for row in mine.sort_by(order).to_pylist()]

    @cached_property
    def fires(self) -> Fires:
        """Events against all areas of the rules of cessation, placed once."""
        ceased = [rule for rule in self.agreement.rules if rule.kind is RuleKind.CESSATION]
        return Fires(self.agreement, ceased, self.events)

    def look(self, rule: Rule) -> pa.Table | None:
        """What the rule's kind looked at in stage one, in no fixed order; None: nothing."""
        return self.sightings.looks.get(rule.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWork:
    """How rules of one kind are held against what was seen."""

    find: Callable[[Finding, Rule], Iterable[Row]]
    """Stage two: the alerts."""
    presence: bool = False
    """Stage one gives the presences (PARTS) in the rule's areas."""
    look: Callable[[Looking, Rule], pa.Table] | None = None
    """Stage one gives a table of the kind's own besides; rows concern single objects."""

    @property
    def moves(self) -> bool:
        """Whether it looks at movement at all."""
        return self.presence or self.look is not None
