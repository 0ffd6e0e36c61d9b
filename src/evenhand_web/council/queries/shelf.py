"""All records of some kinds that one person sees, ready to be asked: names of items, of members, of bodies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evenhand.council.counting import KEYS, Kept
from evenhand.council.records import Body, Item, Seats
from evenhand.council.rotation import sitting
from evenhand_web.accounts.access import Actor
from evenhand_web.council import access, words
from evenhand_web.council.access import Held

NAMED = ("item", "seats", "body")
"""Kinds whose names other records use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Records by kind; always with those that give names."""

    held: Mapping[str, tuple[Held, ...]]

    def of(self, kind: str) -> tuple[Held, ...]:
        """All of a kind."""
        return self.held.get(kind, ())

    def kept(self, kind: str) -> tuple[Kept, ...]:
        """The same, as the library takes them."""
        return tuple(Kept(id=one.id, value=one.value) for one in self.of(kind))

    @property
    def items(self) -> dict[str, Item]:
        """Items of the agenda by id."""
        return {one.id: one.value for one in self.of("item")}

    @property
    def bodies(self) -> dict[str, Body]:
        """Bodies by id."""
        return {one.id: one.value for one in self.of("body")}

    @property
    def seats(self) -> Seats:
        """Who sits; the first record, if there are several. Empty without any."""
        return next((one.value for one in self.of("seats")), Seats())

    @property
    def members(self) -> dict[str, str]:
        """Names of all members by id."""
        return {seat.member: words.plain(seat.name) or seat.member for seat in self.seats.seats}

    def item_name(self, item: str) -> str:
        """What an item is called; its id, where it has no record."""
        known = self.items.get(item)
        return (words.plain(known.name) if known else "") or item

    def member_name(self, member: str) -> str:
        """What a member is called; what stands there, where it is no id."""
        return self.members.get(member, member)

    def permanent(self, day: date) -> frozenset[str]:
        """The permanent members of a day."""
        return frozenset(seat.member for seat in sitting(self.seats, on=day) if seat.permanent)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What the inputs of forms choose from."""
        items = sorted(((key, self.item_name(key)) for key in self.items), key=lambda pair: pair[1])
        bodies = sorted((key, words.plain(body.name) or key) for key, body in self.bodies.items())
        members = sorted(self.members.items(), key=lambda pair: pair[1])
        return {"item": items, "body": bodies, "member": members, "count": [(key, words.counted(key)) for key in KEYS]}


def shelf(actor: Actor, *kinds: str, released: bool = False) -> Shelf:
    """The records of these kinds that an actor sees, and those that give them names; `released`: without drafts."""
    return Shelf(held=access.by_kind(access.records(actor, *{*kinds, *NAMED}, released=released)))
