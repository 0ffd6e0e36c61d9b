"""What the statements of an incident say together: of all of them, or of those that somebody may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from evenhand.agreements.model import Agreement, Place
from evenhand.foundation.geodesy import WGS84
from evenhand.incidents.independence import Independence, independence
from evenhand_web.incidents.models import Statement, StatementKind
from evenhand_web.incidents.witnesses import voice_of

NEAR_PLACE_M = 150_000.0
"""Beyond it no place of the agreement lends its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Figures of an incident, of the statements that were given alone."""

    began_at: datetime | None
    ended_at: datetime | None
    lon: float | None
    lat: float | None
    type: str
    party: str
    place: str
    reports: int
    alerts: int
    independence: Independence


def weigh(statements: Iterable[Statement], agreement: Agreement | None) -> Weighed:
    """Weigh some statements; of none every figure is nought and nothing is known."""
    rows = sorted(statements, key=lambda row: row.statement)
    shown = {row.statement for row in rows}
    placed = [row for row in rows if row.lon is not None and row.lat is not None and row.radius_m is not None]
    finest = min(placed, key=lambda row: (row.radius_m or 0.0, row.statement), default=None)
    kinds = Counter(row.kind for row in rows)
    near = nearest(agreement, finest.lon, finest.lat) if finest is not None else None
    voices = [voice_of(row, origin=_origin(row, shown)) for row in rows]
    return Weighed(
        began_at=min((row.began_at for row in rows if row.began_at), default=None),
        ended_at=max((row.ended_at for row in rows if row.ended_at), default=None),
        lon=finest.lon if finest is not None else None,
        lat=finest.lat if finest is not None else None,
        type=_commonest(row.type.rsplit("/", 1)[-1] for row in rows),
        party=_commonest(row.party for row in rows),
        place=near.id if near else "",
        reports=kinds[StatementKind.REPORT],
        alerts=kinds[StatementKind.ALERT],
        independence=independence(voices),
    )


def nearest(agreement: Agreement | None, lon: float | None, lat: float | None) -> Place | None:
    """The place of the agreement that lies nearest; None where none lies near."""
    if agreement is None or not agreement.places or lon is None or lat is None:
        return None
    count = len(agreement.places)
    lons, lats = (np.array([getattr(place, name) for place in agreement.places]) for name in ("lon", "lat"))
    lengths = WGS84.inv(np.full(count, lon), np.full(count, lat), lons, lats)[2]
    at = int(np.argmin(lengths))
    return agreement.places[at] if lengths[at] <= NEAR_PLACE_M else None


def numbers_of(statements: Sequence[Statement], reports: Mapping[str, str]) -> dict[str, str]:
    """By statement how people call it: the number of a report, the id of an alert."""
    return {
        row.statement: reports.get(row.ref, row.ref) if row.kind == StatementKind.REPORT else row.ref
        for row in statements
    }


def _origin(row: Statement, shown: set[str]) -> str | None:
    """Whose words it passes on; what the reader does not see is nobody's for them."""
    if not row.origin or (":" in row.origin and row.origin not in shown):
        return None
    return row.origin


def _commonest(words: Iterable[str]) -> str:
    """The word that most say, of several the longest, for it says more; "" where nobody says one."""
    counted = Counter(word for word in words if word)
    return min(counted, key=lambda word: (-counted[word], -len(word), word), default="")
