"""Whom a rule is about: objects and events against parties, categories, exemptions; each answered yes, no or unknown.

Unknown is never turned into yes or no: it becomes a doubt that the alert carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import pyarrow as pa

from evenhand.agreements.areas import area_in_force
from evenhand.agreements.categories import covers, lineage
from evenhand.agreements.model import Agreement, Exemption, Rule
from evenhand.foundation.instants import Interval

Answer = Literal["yes", "no", "unknown"]

ALWAYS = (-(2**62), 2**62)
"""A window without ends, microseconds since 1970."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Window = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An object or the author of an event, as far as anybody knows."""

    name: str
    category: str | None = None
    party: str | None = None
    count: int = 1
    label: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a rule is about a subject, and what is doubtful about it."""

    answer: Answer
    doubts: tuple[str, ...] = ()


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    span = moment - _EPOCH
    return (span.days * 86400 + span.seconds) * 1_000_000 + span.microseconds


def window(interval: Interval) -> Window:
    """An interval in microseconds, half-open."""
    begins = ALWAYS[0] if interval.begins_at is None else micros(interval.begins_at)
    return begins, ALWAYS[1] if interval.ends_at is None else micros(interval.ends_at)


def rule_window(agreement: Agreement, rule: Rule, area_id: str | None) -> Window | None:
    """When a rule runs in an area: rule, phase, area and agreement all in force; None: never."""
    span: Interval | None = agreement.in_force.overlap(rule.in_force)
    if rule.phase is not None and span is not None:
        phase = next((phase for phase in agreement.phases if phase.id == rule.phase), None)
        if phase is None or phase.in_force is None:
            return None
        span = span.overlap(Interval(begins_at=phase.in_force.begins_at))
    if area_id is not None and span is not None:
        valid = area_in_force(agreement, next(area for area in agreement.areas if area.id == area_id))
        span = None if valid is None else span.overlap(valid)
    return None if span is None else window(span)


def subjects_of(
    agreement: Agreement,
    names: Sequence[str],
    identities: pa.Table,
    said: Mapping[str, frozenset[str]],
    labels: Mapping[str, str],
) -> tuple[Subject, ...]:
    """What is known of each object: identities first, else what its source says.

    Args:
        agreement: whose tree of categories tells which of two is the more exact.
        names: objects.
        identities: IDENTITIES; rows of one object that contradict each other leave that point unknown, with a doubt.
        said: by object, the categories that its positions carry.
        labels: by object, the call sign or name that its positions carry.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in identities.select(["object", "category", "party", "count", "label"]).to_pylist():
        rows.setdefault(row["object"], []).append(row)
    known = (_subject(agreement, name, rows.get(name, []), said.get(name, frozenset())) for name in names)
    return tuple(replace(one, label=one.label or labels.get(one.name)) for one in known)


def _subject(agreement: Agreement, name: str, rows: Sequence[Mapping[str, Any]], said: frozenset[str]) -> Subject:
    categories = {row["category"] for row in rows if row["category"] is not None} or set(said)
    parties = {row["party"] for row in rows if row["party"] is not None}
    counts = {row["count"] for row in rows if row["count"] is not None}
    category = _most_exact(agreement, categories)
    disputed = (category is None and len(categories) > 1) or len(parties) > 1
    return Subject(
        name=name,
        category=category,
        party=next(iter(parties)) if len(parties) == 1 else None,
        count=max(counts, default=1),
        label=min((row["label"] for row in rows if row["label"]), default=None),
        doubts=("identity-disputed",) if disputed else (),
    )


def _most_exact(agreement: Agreement, categories: set[str]) -> str | None:
    """The category under all the others, if they lie on one line of the tree."""
    for category in sorted(categories):
        if categories <= set(lineage(agreement, category)):
            return category
    return None


class Binding:
    """One rule against subjects; answers are kept, for thousands of objects share a few categories and parties."""

    def __init__(self, agreement: Agreement, rule: Rule) -> None:
        self._agreement, self._rule = agreement, rule
        self._about = lru_cache(maxsize=None)(self._ask)
        self._covered = lru_cache(maxsize=None)(self._cover)
        self.exemptions: tuple[Exemption, ...] = tuple(
            one for one in agreement.exemptions if rule.id in one.rules or one.id in rule.exemptions or not one.rules
        )

    def standing(self, subject: Subject) -> Standing:
        """Whether the rule is about a subject."""
        known = self._about(subject.category, subject.party)
        if known.answer == "no" or not subject.doubts:
            return known
        return Standing(answer=known.answer, doubts=(*subject.doubts, *known.doubts))

    def _ask(self, category: str | None, party: str | None) -> Standing:
        doubts: list[str] = []
        if self._rule.binds and party is None:
            doubts.append("party-unknown")
        elif self._rule.binds and party not in self._rule.binds:
            return Standing(answer="no")
        covered = self._covered(self._rule.categories, category)
        if covered == "no":
            return Standing(answer="no")
        if covered == "unknown":
            doubts.append("category-unknown")
        return Standing(answer="unknown" if doubts else "yes", doubts=tuple(doubts))

    def exempt(self, exemption: Exemption, subject: Subject) -> Answer:
        """Whether an exemption is about a subject, place and time apart.

        An exemption is an exception: where nothing is known of category or party it does not apply, and the alert
        carries that doubt already. "unknown" is an object known to be of a wider kind, of which some are exempt.
        """
        if exemption.objects and subject.name not in exemption.objects:
            return "no"
        if exemption.parties and subject.party not in exemption.parties:
            return "unknown" if subject.party is None and not self._rule.binds else "no"
        if exemption.categories and subject.category is None:
            return "no"
        return self._covered(exemption.categories, subject.category)

    def _cover(self, categories: tuple[str, ...], category: str | None) -> Answer:
        return any_covers(self._agreement, categories, category)


def any_covers(agreement: Agreement, categories: Sequence[str], category: str | None) -> Answer:
    """Whether any of some categories covers one; none named: all do."""
    if not categories:
        return "yes"
    answers = {covers(agreement, one, category) for one in categories}
    if "yes" in answers:
        return "yes"
    return "unknown" if "unknown" in answers else "no"


def notice_fits(agreement: Agreement, notice: Mapping[str, Any], subject: Subject, area: str | None) -> Answer:
    """Whether a notice is about a subject in an area, time apart."""
    if notice["object"] is not None and notice["object"] != subject.name:
        return "no"
    if notice["area"] is not None and notice["area"] != area:
        return "no"
    if notice["party"] is not None and subject.party is not None and notice["party"] != subject.party:
        return "no"
    if notice["object"] is not None:
        return "yes"
    covered: Answer = "yes"
    if notice["category"] is not None:
        covered = covers(agreement, notice["category"], subject.category)
    if covered == "yes" and notice["party"] is not None and subject.party is None:
        return "unknown"
    return covered


def without(spans: Sequence[Window], less: Sequence[Window]) -> list[Window]:
    """Spans less other spans.

    >>> without([(0, 10)], [(2, 4), (6, 8)])
    [(0, 2), (4, 6), (8, 10)]
    >>> without([(0, 10)], [(0, 10)])
    []
    """
    left = list(spans)
    for low, high in less:
        cut = []
        for begin, end in left:
            if high <= begin or low >= end:
                cut.append((begin, end))
                continue
            if begin < low:
                cut.append((begin, low))
            if high < end:
                cut.append((high, end))
        left = cut
    return left
