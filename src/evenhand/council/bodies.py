"""Bodies: who takes part, who only was invited, and what is announced and not yet fixed.

Source: requirements, 001-A, 000-L.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.council.codes import MemberKind, Part
from evenhand.council.records import Body, Member, Sitting

_TAKING_PART = (Part.CHAIR, Part.CO_CHAIR, Part.PARTICIPANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Who belongs to a body, by quality."""

    chairs: tuple[Member, ...]
    participants: tuple[Member, ...]
    """Chairs included. Whoever was only invited, observes or advises is not among them."""
    others: tuple[Member, ...]
    states_named: int
    states_unnamed: int | None
    """States that took part and are not named; None: the text states no number."""
    too_many: bool
    """More States are named than the text says took part: one of the two is wrong."""


def composition(body: Body) -> Composition:
    """Who takes part.

    >>> from evenhand.council.codes import BodyKind
    >>> from evenhand.foundation.texts import Text
    >>> au = Member(name=Text({"en": "AU"}), kind=MemberKind.ORGANISATION, part=Part.INVITED)
    >>> composition(Body(name=Text(), kind=BodyKind.CONTACT_GROUP, members=(au,))).participants
    ()
    """
    taking_part = tuple(one for one in body.members if one.part in _TAKING_PART)
    named = sum(one.kind is MemberKind.STATE for one in taking_part)
    stated = body.states_stated
    return Composition(
        chairs=tuple(one for one in body.members if one.part in (Part.CHAIR, Part.CO_CHAIR)),
        participants=taking_part,
        others=tuple(one for one in body.members if one.part not in _TAKING_PART),
        states_named=named,
        states_unnamed=None if stated is None else max(stated - named, 0),
        too_many=stated is not None and named > stated,
    )


def announced(body: Body) -> tuple[Sitting, ...]:
    """Sittings that are announced; those without a day are open."""
    return tuple(one for one in body.sittings if one.to_come)


def tree(bodies: Mapping[str, Body]) -> tuple[tuple[str, int], ...]:
    """Ids with their depth: each body before the bodies within it, in order of their ids; a circle is cut open.

    >>> tree({})
    ()
    """
    found: list[tuple[str, int]] = []
    seen: set[str] = set()

    def walk(key: str, depth: int) -> None:
        if key in seen:
            return
        seen.add(key)
        found.append((key, depth))
        for other in sorted(bodies):
            if bodies[other].within == key:
                walk(other, depth + 1)

    for key in sorted(bodies):
        if not bodies[key].within or bodies[key].within not in bodies:
            walk(key, 0)
    for key in sorted(bodies):
        walk(key, 0)
    return tuple(found)
