"""A scorecard: what each property of a pair of statements is worth, in plain numbers that people can argue about.

The log-odds that two statements tell of one event are a sum of tables. Nothing else enters, so every link can be taken
apart into its reasons. Source: docs/methods/corroboration.md, "The scorecard"; Fellegi and Sunter, A theory for record
linkage, Journal of the American Statistical Association 64 (1969), for log-odds as a sum over properties.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.foundation.problems import ProblemKind
from evenhand.incidents.kernels.bins import MOST_SOURCES, TABLES, Layout, layout

BAD_SCORECARD = ProblemKind(
    code="incidents.bad-scorecard",
    blame="caller",
    message="The scorecard cannot be read: {fault}. Learn it again, or take the one that is shipped.",
)
TOO_MANY_SOURCES = ProblemKind(
    code="incidents.too-many-sources",
    blame="caller",
    message="A scorecard tells at most {most} sources apart; {count} were named. Name the ones that report most.",
)

FORMAT = "evenhand.scorecard/1"
OTHER_TABLES = ("type", "party", "hurt")
SOURCE_TABLES = ("source_time", "source_type", "source_crowd")
LEAN = 1.3
"""Between finding and being sure, where nothing was learned: gives the best F1 on seeded worlds."""
SURE_LEAN = -1.2
"""For those who would rather miss a link than make a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scorecard:
    """The tables, and how to group with them."""

    sources: tuple[str, ...] = ()
    """Those of which it was learned how they report; others are judged by what they state of their own accuracy."""
    weights: NDArray[np.float32]
    """All tables, one after the other, as `layout(len(sources))` says."""
    bias: float
    type_shares: Mapping[str, float]
    """How common each type is, by its path at each level: "KIN", "KIN/MOR"."""
    party_shares: Mapping[str, float]
    lean: float = LEAN
    unlinked: float = -5.0
    again: float = -4.0
    learned_from: str = "expert"
    """"expert": written from what sources state of themselves; else how many labelled pairs it was learned from."""

    @property
    def layout(self) -> Layout:
        """Where its tables begin."""
        return layout(len(self.sources))

    def table(self, name: str) -> NDArray[np.float32]:
        """One table, flat."""
        place = TABLES.index(name)
        starts = self.layout
        return self.weights[starts[place] : starts[place + 1]]

    def leaning(self, lean: float) -> "Scorecard":
        """The same, more eager (above) or more careful (below)."""
        return replace(self, lean=lean)


def packed(card: Scorecard) -> NDArray[np.float32]:
    """The weights as kernels take them: tables, bias, and the most that the later tables can add.

    The last two let most pairs be ruled out early without changing any answer.
    """
    most = [
        sum(max(float(card.table(name).max(initial=0.0)), 0.0) for name in names)
        for names in (OTHER_TABLES, SOURCE_TABLES)
    ]
    return np.concatenate([card.weights, np.array([card.bias, *most], np.float32)]).astype(np.float32)


def to_json(card: Scorecard) -> dict[str, Any]:
    """The scorecard as JSON: each table a list of numbers with three decimals."""
    return {
        "format": FORMAT,
        "learned_from": card.learned_from,
        "sources": list(card.sources),
        "bias": round(card.bias, 4),
        "lean": card.lean,
        "unlinked": card.unlinked,
        "again": card.again,
        "type_shares": dict(card.type_shares),
        "party_shares": dict(card.party_shares),
        "tables": {name: [round(float(value), 3) for value in card.table(name)] for name in TABLES},
    }


def from_json(data: Mapping[str, Any]) -> Scorecard:
    """The scorecard that `to_json` wrote.

    Raises:
        BAD_SCORECARD: another format, or a table of another length.
        TOO_MANY_SOURCES.
    """
    if data.get("format") != FORMAT:
        raise BAD_SCORECARD(fault=f"its format is {data.get('format')!r} and not {FORMAT!r}")
    sources = tuple(map(str, data.get("sources", ())))
    if len(sources) > MOST_SOURCES:
        raise TOO_MANY_SOURCES(most=MOST_SOURCES, count=len(sources))
    starts = layout(len(sources))
    tables = data.get("tables", {})
    for place, name in enumerate(TABLES):
        wanted = starts[place + 1] - starts[place]
        if len(tables.get(name, ())) != wanted:
            raise BAD_SCORECARD(fault=f"its table {name!r} has {len(tables.get(name, ()))} numbers instead of {wanted}")
    try:
        weights = np.concatenate([np.asarray(tables[name], np.float32) for name in TABLES])
        bias, lean, unlinked, again = (float(data[name]) for name in ("bias", "lean", "unlinked", "again"))
        types, parties = (_shares(data[name]) for name in ("type_shares", "party_shares"))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise BAD_SCORECARD(fault=f"{type(fault).__name__} at {fault}") from None
    if not np.all(np.isfinite([*weights, bias, lean, unlinked, again])):
        raise BAD_SCORECARD(fault="it holds something that is no number")
    return Scorecard(
        sources=sources, weights=weights, bias=bias, type_shares=types, party_shares=parties, lean=lean,
        unlinked=unlinked, again=again, learned_from=str(data.get("learned_from", "")),
    )  # fmt: skip


def _shares(data: Any) -> dict[str, float]:
    return {str(key): float(value) for key, value in data.items()}
