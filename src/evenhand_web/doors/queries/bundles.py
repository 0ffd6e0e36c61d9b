"""Bundles, keys of offices, and gateways."""

from dataclasses import dataclass

from evenhand.reports.bundles import fingerprint, public_bytes
from evenhand_web.accounts.access import Actor
from evenhand_web.doors import access, keys
from evenhand_web.doors.models import Bundle, Gateway, OfficeKey
from evenhand_web.web.paging import Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """This office, as others need to know it."""

    name: str
    fingerprint: str


def office() -> Office:
    """This office and its key, made where there is none."""
    return Office(name=keys.office_name(), fingerprint=fingerprint(public_bytes(keys.office_key())))


def bundles(actor: Actor, *, page: str | None) -> Page[Bundle]:
    """The bundles, newest first.

    Raises:
        NOT_PERMITTED.
    """
    return page_of(access.bundles(actor).select_related("key"), page, lambda one: one)


def keys_of_offices(actor: Actor) -> tuple[OfficeKey, ...]:
    """The keys of other offices.

    Raises:
        NOT_PERMITTED.
    """
    return tuple(access.office_keys(actor))


def gateways(actor: Actor) -> tuple[Gateway, ...]:
    """The gateways.

    Raises:
        NOT_PERMITTED.
    """
    return tuple(access.gateways(actor))
