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
from evenhand.detection.fires import Fires
from evenhand.detection.movements import Movements
from evenhand.detection.sightings import Part, Row, Sightings, part_of

_ABOUT_EVENTS = (RuleKind.CESSATION, RuleKind.FREEDOM_OF_MOVEMENT)


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
        self.identities = identities
        self.notices = notices
        self.as_of = as_of
        self.movements = Movements(agreement, rules, positions=positions, identities=identities, notices=notices)

    def rows_of(self, fixes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of `positions` that some fixes came from."""
        rows = self.movements.presence.rows
        return fixes if rows is None else rows[fixes]

    def in_order(self, column: str) -> pa.Array | None:
        """A column of `positions` by fix; None where it says nothing."""
        values = self.positions[column]
        if values.null_count == len(values):
            return None
        whole = pa.concat_arrays(values.chunks)
        rows = self.movements.presence.rows
        return whole if rows is None else whole.take(pa.array(rows))


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
        """Events against all areas of the rules about events, placed once."""
        about = [rule for rule in self.agreement.rules if rule.kind in _ABOUT_EVENTS]
        return Fires(self.agreement, about, self.events)

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
    """Stage one gives a table of the kind's own besides; rows concern single objects."""
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
