"""Reads about people and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand_web.accounts.access import Capability, capabilities_of
from evenhand_web.accounts.models import Membership, Organisation, OrganisationKind, Theme, TimeDisplay


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to whom work can be given."""

    username: str
    name: str


def memberships(user_id: int | None) -> Iterable[Membership]:
    """For whom a person may act."""
    return Membership.objects.filter(user_id=user_id).select_related("organisation")


def time_displays() -> list[tuple[str, str]]:
    """The ways of showing instants, with their names."""
    return [(value, str(label)) for value, label in TimeDisplay.choices]


def theme_values() -> list[str]:
    """The themes on offer."""
    return list(Theme.values)


def people_with(capability: Capability) -> tuple[Person, ...]:
    """Everybody who may sign in and has that capability, by name."""
    found = Membership.objects.filter(user__is_active=True).select_related("user", "organisation")
    people = {
        membership.user.username: Person(username=membership.user.username, name=str(membership.user))
        for membership in found
        if capability in capabilities_of(membership.role, membership.organisation.kind)
    }
    return tuple(sorted(people.values(), key=lambda person: person.name.casefold()))


def other_organisations() -> tuple[tuple[str, str], ...]:
    """Key and name of every organisation but the mission."""
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION)
    return tuple((organisation.key, str(organisation)) for organisation in found)
