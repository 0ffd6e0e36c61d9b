"""The counts of a month from the records, and what a text claims held against them.

A number is recomputed from single records, each of which can be looked at; a difference is said and never settled.
Source: requirements, 002-B ("recompute from the register; show stated, counted, difference"); docs/methods/council.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.council.codes import OPENNESS, Format, Openness, ProductKind
from evenhand.council.dates import month_of
from evenhand.council.records import Claim, Claims, Meeting, Mention, Product
from evenhand.foundation.problems import ProblemKind

UNKNOWN_KEY = ProblemKind(
    code="council.unknown-count",
    blame="caller",
    message="{key!r} is nothing that is counted here. Use one of: {keys}.",
)

_FORMATS = {f"meeting.{form.value}": (form,) for form in Format}
_OPENNESS = {f"meetings.{kind.value}": tuple(form for form in Format if OPENNESS[form] is kind) for kind in Openness}
_FORMAL = (*_OPENNESS["meetings.public"], Format.PRIVATE, Format.CONTRIBUTORS)
MEETINGS: Mapping[str, tuple[Format, ...]] = {"meetings.formal": _FORMAL, **_OPENNESS, **_FORMATS}
"""What meetings count under each key. Formal ones are the public and the private ones."""
PRODUCTS: Mapping[str, tuple[ProductKind, ...]] = {f"product.{kind.value}": (kind,) for kind in ProductKind}
KEYS: tuple[str, ...] = (*MEETINGS, *PRODUCTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record with its id."""

    id: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was counted under one key, record by record."""

    key: str
    ids: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim against the records."""

    claim: Claim
    counted: Count
    missing: tuple[Mention, ...]
    """What the text tells of singly and the records lack."""
    untold: tuple[str, ...]
    """Ids of records that the text does not tell of singly; empty where it tells of none under this key."""
    told: int | None
    """How many the text itself tells of singly; None: of none."""
    parts_sum: int | None
    """The sum of the numbers that the text calls parts of this one; None: it names none."""

    @property
    def difference(self) -> int:
        """Counted less claimed."""
        return self.counted.number - self.claim.number

    @property
    def agrees(self) -> bool:
        """Whether number, parts and single mentions all agree; a text may tell of fewer singly than it counts."""
        parts = self.parts_sum is None or self.parts_sum == self.claim.number
        told = self.told is None or self.told <= self.claim.number
        return self.difference == 0 and parts and told and not self.missing


def counts(meetings: Iterable[Kept], products: Iterable[Kept], *, month: str) -> dict[str, Count]:
    """All keys with the ids of a month's records, in order of day and id. Products of other bodies are left out.

    >>> counts([], [], month="2020-02")["meetings.public"].number
    0
    """
    met = sorted((one for one in meetings if month_of(one.value.day) == month), key=lambda one: (one.value.day, one.id))
    out = [one for one in products if one.value.day and month_of(one.value.day) == month and not one.value.body]
    out.sort(key=lambda one: (one.value.day, one.id))
    found = {
        key: Count(key=key, ids=tuple(one.id for one in met if one.value.format in forms))
        for key, forms in MEETINGS.items()
    }
    for key, kinds in PRODUCTS.items():
        found[key] = Count(key=key, ids=tuple(one.id for one in out if one.value.kind in kinds))
    return found


def check(claims: Claims, meetings: Iterable[Kept], products: Iterable[Kept]) -> tuple[Check, ...]:
    """Each claim of a text against the records of its month.

    Raises:
        UNKNOWN_KEY: a claim or a mention counts something that nothing counts.
    """
    by_id = {one.id: one.value for one in (*meetings, *products)}
    counted = counts(
        (Kept(id=key, value=value) for key, value in by_id.items() if isinstance(value, Meeting)),
        (Kept(id=key, value=value) for key, value in by_id.items() if isinstance(value, Product)),
        month=claims.month,
    )
    for key in (*(one.counts for one in claims.claims), *(one.counts for one in claims.mentions)):
        if key not in counted:
            raise UNKNOWN_KEY(key=key[:60], keys=", ".join(KEYS))
    return tuple(_check(claim, claims, counted[claim.counts], by_id) for claim in claims.claims)


def _check(claim: Claim, claims: Claims, counted: Count, by_id: Mapping[str, Any]) -> Check:
    told = [one for one in claims.mentions if _within(one.counts, claim.counts)]
    missing, untold = matched(told, [(key, by_id[key]) for key in counted.ids])
    parts = [one.number for one in claims.claims if one.part_of == claim.counts]
    return Check(
        claim=claim,
        counted=counted,
        missing=missing,
        untold=untold if told else (),
        told=len(told) or None,
        parts_sum=sum(parts) if parts else None,
    )


def _within(key: str, whole: str) -> bool:
    """Whether what counts under `key` counts under `whole`, too."""
    if key == whole:
        return True
    return key in MEETINGS and whole in MEETINGS and set(MEETINGS[key]) <= set(MEETINGS[whole])


def matched(told: Iterable[Mention], kept: Iterable[tuple[str, Any]]) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """Mentions without a record, and records without a mention; one record answers one mention.

    A mention and a record belong together when day, item and kind agree, as far as the mention says them, and for a
    product its symbol where the mention gives it. Mentions that say more choose first, so that a vague one does not
    take the record of a precise one.
    """
    left = dict(kept)
    missing = []
    ranked = sorted(told, key=lambda one: (one.day is None) + (not one.item) + (not one.words))
    for mention in ranked:
        found = next((key for key, value in left.items() if _same(mention, value)), None)
        if found is None:
            missing.append(mention)
        else:
            del left[found]
    return tuple(sorted(missing, key=lambda one: (one.day or date.min, one.words))), tuple(left)


def _same(mention: Mention, value: Any) -> bool:
    if isinstance(value, Product):
        fits = value.kind in PRODUCTS.get(mention.counts, ())
        return fits and (value.symbol == mention.words if mention.words else mention.day in (None, value.day))
    fits = isinstance(value, Meeting) and value.format in MEETINGS.get(mention.counts, ())
    return fits and mention.day in (None, value.day) and mention.item in ("", value.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many of each, and of how many it is not known."""

    numbers: Mapping[str, int]
    total: int

    def share_of_known(self, key: str, *, unknown: str) -> float | None:
        """The share among those of whom it is known; None where it is known of none."""
        known = self.total - self.numbers.get(unknown, 0)
        return self.numbers.get(key, 0) / known if known else None

    def bounds(self, key: str, *, unknown: str) -> tuple[float, float] | None:
        """The least and the greatest share of all that is possible, whatever the unknown ones are; None without any."""
        if not self.total:
            return None
        least = self.numbers.get(key, 0)
        return least / self.total, (least + self.numbers.get(unknown, 0)) / self.total


def shares(values: Iterable[str]) -> Shares:
    """The numbers of each value.

    >>> shares(["woman", "unknown", "man", "unknown"]).bounds("woman", unknown="unknown")
    (0.25, 0.75)
    """
    found = Counter(values)
    return Shares(numbers=dict(sorted(found.items())), total=sum(found.values()))
