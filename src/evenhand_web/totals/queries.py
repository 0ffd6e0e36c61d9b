"""The totals page of one actor: figures, what they rest on, and why two rules differ. Frozen values out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from django.core.cache import cache

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
from evenhand_web.totals.tables import Asked, observations_table, stamp_of

_WEEK = timedelta(weeks=1)
_KEPT_S = 86_400
PER_PAGE = 25
"""Items of the difference on a page."""
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
    items: int
    """How many make the difference between the rules."""
    comparison: Comparison | None
    """With the items that are listed."""
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


def totals_page(actor: Actor, filters: Filters, *, listed: int | None = None) -> TotalsPage | None:
    """The page; None where no agreement has a rule that can be run.

    Args:
        actor: on whose behalf.
        filters: what to count.
        listed: which page of the items of the difference, from 1; None: all of them.

    Raises:
        NO_SUCH_AGREEMENT, NO_SUCH_RULE, BAD_DAY, DAYS_BACKWARDS.
    """
    known = countable()
    if not known:
        return None
    agreement, rule, other = _chosen(known, filters)
    begins_at, ends_at = filters.period(agreement.time_zone)
    asked = Asked(agreement=agreement.id, begins_at=begins_at, ends_at=ends_at)
    found = _counted(actor, asked, (rule, other), listed)
    blind = blind_for(actor, agreement, begins=filters.begins, ends=filters.ends)
    groups = {by: _rows(found, by=by, blind=blind) for by in GROUPINGS}
    return TotalsPage(
        agreement=agreement,
        agreements=known,
        rules=rules_of(agreement),
        rule=rule,
        other=other,
        whole=found.one["week"].whole,
        beside=None if found.other is None else found.other["week"].whole,
        groups=groups,
        items=found.items,
        comparison=found.comparison,
        **_ends(groups["week"]),
        observations=found.observations,
        counted=found.about,
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
    """All figures of a page: small enough to be kept as long as nothing comes."""

    one: dict[str, Totals]
    other: dict[str, Totals] | None
    areas: dict[str, str]
    """The area of each place."""
    observations: int
    about: int
    items: int
    comparison: Comparison | None


def _counted(actor: Actor, asked: Asked, rules: tuple[Rule, Rule | None], listed: int | None) -> _Counted:
    stamp = stamp_of(actor, asked) if listed is not None else ""
    named = "|".join(f"{one.digest}/{one.says.id}" for one in rules if one is not None)
    key = f"totals.{hashlib.sha256(f'{stamp} {named} {listed}'.encode()).hexdigest()}"
    kept: _Counted | None = cache.get(key) if stamp else None
    if kept is None:
        kept = _count(observations_table(actor, asked), rules, listed)
        if stamp:
            cache.set(key, kept, timeout=_KEPT_S)
    return kept


def _count(table: pa.Table, rules: tuple[Rule, Rule | None], listed: int | None) -> _Counted:
    rule, other = rules
    one = contributions(table, rule)
    both = None if other is None else contributions(table, other)
    comparison = None if other is None or both is None else compare(table, rule, other, parts=(one, both))
    items = 0 if comparison is None else len(comparison)
    if comparison is not None and listed is not None:
        first = min(max(listed, 1) - 1, max(0, items - 1) // PER_PAGE) * PER_PAGE
        comparison = comparison.some(first, min(first + PER_PAGE, items))
    return _Counted(
        one={by: count(table, rule, by=by, parts=one) for by in GROUPINGS},
        other=None if other is None else {by: count(table, other, by=by, parts=both) for by in GROUPINGS},
        areas=_areas_of_places(table),
        observations=table.num_rows,
        about=_about(one, both),
        items=items,
        comparison=comparison,
    )


def _rows(found: _Counted, *, by: str, blind: Blind | None) -> tuple[Row, ...]:
    first = _figures(found.one[by].table)
    second = None if found.other is None else _figures(found.other[by].table)
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
            blind=None if blind is None else _share(blind, key, by, found.areas),
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
