"""Where and when nobody was watching, as the totals draw it: by week over all areas with rules, and by area.

Only for those who may see coverage; to others it is None, which looks the same whatever there is.
"""

from dataclasses import dataclass
from datetime import timedelta

from evenhand.agreements.model import Agreement
from evenhand.detection.watched import MOVEMENT
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.coverage.queries import table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Shares of area and days, 0 to 1, on which the verdict was blind; what was partly watched counts half."""

    weeks: dict[str, float]
    """By the Monday of the week."""
    areas: dict[str, float]


def blind_for(actor: Actor, agreement: Agreement, *, begins: str, ends: str) -> Blind | None:
    """The shares of a period in days; None where this actor may not see coverage.

    Args:
        actor: on whose behalf.
        agreement: whose areas.
        begins: the first day, ISO; "" from the beginning.
        ends: the last day; "" to the end.
    """
    if not actor.can(Capability.SEE_COVERAGE):
        return None
    ruled = {area for rule in agreement.rules for area in rule.areas}
    weeks: dict[str, list[float]] = {}
    areas: dict[str, list[float]] = {}
    for row in table_of(actor, agreement.id).select(["area", "sensor", "day", "verdict"]).to_pylist():
        day = row["day"]
        outside = (begins and day.isoformat() < begins) or (ends and day.isoformat() > ends)
        if row["sensor"] != MOVEMENT or row["area"] not in ruled or outside:
            continue
        share = {"blind": 1.0, "partly": 0.5}.get(row["verdict"], 0.0)
        monday = (day - timedelta(days=day.weekday())).isoformat()
        weeks.setdefault(monday, []).append(share)
        areas.setdefault(row["area"], []).append(share)
    return Blind(weeks=_means(weeks), areas=_means(areas))


def _means(found: dict[str, list[float]]) -> dict[str, float]:
    return {key: sum(shares) / len(shares) for key, shares in found.items()}
