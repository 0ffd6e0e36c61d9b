"""The entries of the main navigation, in groups and in order: the only table of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.access import Actor, Capability, actor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link; shown to those who have one of the capabilities."""

    url_name: str
    label: str | Promise
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries that belong together, under one heading; without one each stands by itself."""

    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as one person sees it."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A group as one person sees it."""

    label: str
    """Empty: its one link stands by itself."""
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        """Whether the page that is open is one of these."""
        return any(link.current for link in self.links)


NAVIGATION = (
    Group(
        label="",
        entries=(Entry(url_name="map:situation", label=_("Map"), capabilities=(Capability.SEE_MAP,)),),
    ),
    Group(
        label=_("Watch"),
        entries=(
            Entry(
                url_name="incidents:queue",
                label=_("Alerts"),
                capabilities=(Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS),
            ),
            Entry(
                url_name="incident:list",
                label=_("Incidents"),
                capabilities=(Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS),
            ),
            Entry(url_name="coverage:current", label=_("Coverage"), capabilities=(Capability.SEE_COVERAGE,)),
            Entry(url_name="observations:feeds", label=_("Feeds"), capabilities=(Capability.SEE_FEEDS,)),
        ),
    ),
    Group(
        label=_("Reports"),
        entries=(
            Entry(url_name="desk:queue", label=_("Desk"), capabilities=(Capability.SEE_REPORTS,)),
            Entry(
                url_name="reports:own",
                label=_("Reports"),
                capabilities=(Capability.SEE_OWN_REPORTS, Capability.SEE_REPORTS),
            ),
            Entry(url_name="forms:lobby", label=_("Write a report"), capabilities=(Capability.FILE_REPORTS,)),
            Entry(
                url_name="evidence:list",
                label=_("Evidence"),
                capabilities=(Capability.SEE_EVIDENCE, Capability.SEE_RELEASED_EVIDENCE),
            ),
            Entry(
                url_name="totals:totals",
                label=_("Totals"),
                capabilities=(
                    Capability.SEE_REPORTS,
                    Capability.SEE_OWN_REPORTS,
                    Capability.SEE_ALERTS,
                    Capability.SEE_RELEASED_ALERTS,
                ),
            ),
            Entry(url_name="devices:phones", label=_("Phones"), capabilities=(Capability.MANAGE_DEVICES,)),
            Entry(
                url_name="doors:doors",
                label=_("Ways in"),
                capabilities=(Capability.FILE_REPORTS, Capability.HANDLE_REPORTS, Capability.ADMINISTER),
            ),
        ),
    ),
    Group(
        label=_("Cases"),
        entries=(
            Entry(
                url_name="cases:board",
                label=_("Cases"),
                capabilities=(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES),
            ),
            Entry(
                url_name="registers:registers",
                label=_("Registers"),
                capabilities=(Capability.SEE_REGISTERS, Capability.SEE_RELEASED_REGISTERS),
            ),
        ),
    ),
    Group(
        label=_("Duties"),
        entries=(
            Entry(url_name="agreements:list", label=_("Agreements"), capabilities=(Capability.SEE_AGREEMENTS,)),
            Entry(
                url_name="commitments:board",
                label=_("Commitments"),
                capabilities=(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS),
            ),
            Entry(
                url_name="documents:library",
                label=_("Documents"),
                capabilities=(Capability.SEE_DOCUMENTS, Capability.SEE_RELEASED_DOCUMENTS),
            ),
            Entry(url_name="council:desk", label=_("Council"), capabilities=(Capability.SEE_COUNCIL,)),
        ),
    ),
    Group(
        label=_("Record"),
        entries=(
            Entry(url_name="ledger:entries", label=_("Record"), capabilities=(Capability.SEE_LEDGER,)),
            Entry(url_name="witnesses:page", label=_("Witnesses"), capabilities=(Capability.SEE_WITNESSES,)),
            Entry(url_name="proofs:hand-over", label=_("Hand over"), capabilities=(Capability.HAND_OVER,)),
        ),
    ),
)


def links(request: HttpRequest) -> tuple[Shelf, ...]:
    """The navigation for whoever is asking; a group of one is that link by itself."""
    actor = actor_of(request)
    shelves = []
    for group in NAVIGATION:
        found = tuple(_links(group, actor, request.path))
        if found:
            alone = len(found) == 1
            shelves.append(Shelf(label="" if alone else str(group.label), links=found))
    return tuple(shelves)


def _links(group: Group, actor: Actor, path: str) -> Iterator[Link]:
    for entry in group.entries:
        if not any(actor.can(capability) for capability in entry.capabilities):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:  # an app may be left out of an installation
            continue
        here = path == url if url == "/" else path.startswith(url)
        yield Link(url=url, label=str(entry.label), current=here)
