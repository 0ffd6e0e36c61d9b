"""Reads about people and organisations."""

from collections.abc import Iterable

from evenhand_web.accounts.models import Membership, Theme, TimeDisplay


def memberships(user_id: int | None) -> Iterable[Membership]:
    """For whom a person may act."""
    return Membership.objects.filter(user_id=user_id).select_related("organisation")


def time_displays() -> list[tuple[str, str]]:
    """The ways of showing instants, with their names."""
    return [(value, str(label)) for value, label in TimeDisplay.choices]


def theme_values() -> list[str]:
    """The themes on offer."""
    return list(Theme.values)
