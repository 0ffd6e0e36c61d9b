"""The totals page of one actor: figures, what they rest on, and why two rules differ. Frozen values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement
from evenhand.cases.counting.comparing import Comparison, compare
from evenhand.cases.counting.contributions import OTHER_KIND, Contributions, contributions
from evenhand.cases.counting.rules import Rule, rule_of, rules_of
from evenhand.cases.counting.totals import GROUPINGS, Figure, Totals, count
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.totals.access import sees_all
from evenhand_web.totals.blind import Blind, blind_for
from evenhand_web.totals.filters import NONE, Filters
from evenhand_web.totals.tables import observations_table

_WEEK = timedelta(weeks=1)
_NOTHING = Figure(low=0, best=0, high=0)
MOST_WEEKS = 1_500
"""So many weeks without anything are drawn between two with something; a wrong century does not fill the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table of totals."""

    key: str | None
    """None: not stated."""
    one: Figure
    other: Figure | None
    blind: float | None
    """Share of the watched areas and days of this week, or of the days of this place's area, in which nobody was
    watching; None: not known, or not to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsPage:
    """All that the page shows, but for the items of the difference."""

    agreement: Agreement
    agreements: tuple[Agreement, ...]
    rules: tuple[Rule, ...]
    rule: Rule
    other: Rule | None
    whole: Figure
    beside: Figure | None
    groups: dict[str, tuple[Row, ...]]
    """By grouping; weeks without gaps."""
    comparison: Comparison | None
    begins: date | None
    """The first day on which anything lies."""
    ends: date | None
    observations: int
    counted: int
    """How many of these any of the rules is about."""
    inside: bool
    """False: it rests on what was released to, or filed by, the actor's organisation."""
    blind: Blind | None
    """None: not to be known by this actor."""


def countable() -> tuple[Agreement, ...]:
    """The agreements in force of which a counting rule can be run."""
    return tuple(one for one in agreements.current() if rules_of(one))


def totals_page(actor: Actor, filters: Filters) -> TotalsPage | None:
    """The page; None where no agreement has a rule that can be run.

    Raises:
        NO_SUCH_AGREEMENT, NO_SUCH_RULE, BAD_DAY, DAYS_BACKWARDS.
    """
    known = countable()
    if not known:
        return None
    agreement, rule, other = _chosen(known, filters)
    begins_at, ends_at = filters.period(agreement.time_zone)
    table = observations_table(actor, agreement=agreement.id, begins_at=begins_at, ends_at=ends_at)
    one, both = _counted(table, rule), None if other is None else _counted(table, other)
    blind = blind_for(actor, agreement, begins=filters.begins, ends=filters.ends)
    areas = _areas_of_places(table)
    groups = {
        by: _rows(one.by[by].table, None if both is None else both.by[by].table, by=by, blind=blind, areas=areas)
        for by in GROUPINGS
    }
    comparison = None
    if other is not None and both is not None:
        comparison = compare(table, rule, other, parts=(one.parts, both.parts))
    return TotalsPage(
        agreement=agreement,
        agreements=known,
        rules=rules_of(agreement),
        rule=rule,
        other=other,
        whole=one.by["week"].whole,
        beside=None if both is None else both.by["week"].whole,
        groups=groups,
        comparison=comparison,
        **_ends(groups["week"]),
        observations=table.num_rows,
        counted=_about(one.parts, None if both is None else both.parts),
        inside=sees_all(actor),
        blind=blind,
    )


def _chosen(known: Sequence[Agreement], filters: Filters) -> tuple[Agreement, Rule, Rule | None]:
    """What the address line names, else the first of each."""
    agreement = next((one for one in known if one.id == filters.agreement), None)
    if agreement is None:
        agreement = agreements.agreement(filters.agreement) if filters.agreement else known[0]
    rules = rules_of(agreement)
    rule = rule_of(agreement, filters.rule) if filters.rule or not rules else rules[0]
    return agreement, rule, _other(agreement, rules, rule, filters.other)


def _other(agreement: Agreement, rules: Sequence[Rule], rule: Rule, asked: str) -> Rule | None:
    """The second rule: the one asked for, none, or the first that counts in another way."""
    if asked == NONE:
        return None
    if asked:
        return rule_of(agreement, asked)
    return next((one for one in rules if one.says.counts != rule.says.counts), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The totals under one rule by each grouping, and what they are the sums of."""

    by: dict[str, Totals]
    parts: Contributions


def _counted(table: pa.Table, rule: Rule) -> _Counted:
    parts = contributions(table, rule)
    return _Counted(by={by: count(table, rule, by=by, parts=parts) for by in GROUPINGS}, parts=parts)


def _rows(
    one: pa.Table, other: pa.Table | None, *, by: str, blind: Blind | None, areas: dict[str, str]
) -> tuple[Row, ...]:
    first, second = _figures(one), None if other is None else _figures(other)
    keys = list(dict.fromkeys((*first, *(second or ()))))
    if by == "week":
        watched = blind.weeks if blind is not None else ()
        keys = [*_every_week([*(key for key in keys if key is not None), *watched])]
    else:
        most = {key: (first.get(key, _NOTHING).best, (second or {}).get(key, _NOTHING).best) for key in keys}
        keys.sort(key=lambda key: (key is None, -most[key][0], -most[key][1], key or ""))
    return tuple(
        Row(
            key=key,
            one=first.get(key, _NOTHING),
            other=None if second is None else second.get(key, _NOTHING),
            blind=None if blind is None else _share(blind, key, by, areas),
        )
        for key in keys
    )


def _about(one: Contributions, other: Contributions | None) -> int:
    """How many observations count under a rule, or are listed as left out."""
    about = one.state != OTHER_KIND
    return int((about if other is None else about | (other.state != OTHER_KIND)).sum())


def _figures(table: pa.Table) -> dict[str | None, Figure]:
    return {row.pop("key"): Figure(**row) for row in table.to_pylist()}


def _share(blind: Blind, key: str | None, by: str, areas: dict[str, str]) -> float | None:
    """How blind that week was, or the area of that place; None where it is not known."""
    if by == "week" and key is not None:
        return blind.weeks.get(key)
    return blind.areas.get(areas.get(key or "", "")) if by == "place" else None


def _every_week(weeks: Sequence[str]) -> list[str]:
    """Mondays from the first to the last: a week without anything is shown, for nobody may have looked."""
    if not weeks:
        return []
    first, last = (date.fromisoformat(end) for end in (min(weeks), max(weeks)))
    if (last - first) / _WEEK > MOST_WEEKS:
        return sorted(weeks)
    return [(first + number * _WEEK).isoformat() for number in range(round((last - first) / _WEEK) + 1)]


def _ends(weeks: Sequence[Row]) -> dict[str, date | None]:
    days = [date.fromisoformat(row.key) for row in weeks if row.key is not None]
    return {"begins": min(days, default=None), "ends": max(days) + _WEEK - timedelta(days=1) if days else None}


def _areas_of_places(table: pa.Table) -> dict[str, str]:
    """The area in which a place lies, by the first observation there that says so."""
    both = table.select(["place", "area"]).filter(pc.and_(pc.is_valid(table["place"]), pc.is_valid(table["area"])))
    if not both.num_rows:
        return {}
    plain = pa.table({name: pc.cast(both[name], pa.string()) for name in ("place", "area")})
    pairs = plain.group_by(["place"]).aggregate([("area", "min")]).to_pylist()
    return {row["place"]: row["area_min"] for row in pairs}
