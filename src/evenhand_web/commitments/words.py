"""What pages of commitments call things that have no phrase in `evenhand.commitments`, and names by their keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evenhand.commitments.model import Plan as DomainPlan
from evenhand.commitments.model import Status
from evenhand.commitments.wording import name_of, say
from evenhand.foundation.texts import Text
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments.mapping import plan_of
from evenhand_web.commitments.models import Plan

Word = str | Promise
Code = TypeVar("Code", bound=StrEnum)

TABS: Mapping[str, Word] = {
    "open": pgettext_lazy("commitments", "To do"),
    "overdue": pgettext_lazy("commitments", "Overdue"),
    "soon": pgettext_lazy("commitments", "Due in 30 days"),
    "settled": pgettext_lazy("commitments", "Settled"),
    "all": pgettext_lazy("commitments", "All"),
}
DEADLINES: Mapping[str, Word] = {
    "none": _("without a deadline"),
    "any": _("with a deadline"),
    "7": _("in 7 days"),
    "30": _("in 30 days"),
    "90": _("in 90 days"),
    "two": _("readings differ"),
}
MARKS: Mapping[str, str] = {
    Status.AGREED: "idle",
    Status.UNDER_WAY: "info",
    Status.DELAYED: "warn",
    Status.PARTLY_MET: "possible",
    Status.MET: "good",
    Status.MISSED: "bad",
    Status.LAPSED: "idle",
    Status.SUPERSEDED: "idle",
}
ACTS: Mapping[str, Word] = {
    "version": _("Version"),
    "released": pgettext_lazy("commitment", "Released"),
    "recalled": pgettext_lazy("commitment", "Recalled"),
    "commented": _("Comment"),
    "attached": _("Evidence named"),
    "taken-back": _("Taken back"),
    "status-said": _("Status"),
    "measured": _("Indicator"),
    "paused": _("Deadline stands still"),
    "resumed": _("Deadline runs again"),
    "occurred": _("Day fixed"),
    "condition-said": _("Condition"),
    "willingness-said": _("Willingness"),
}
"""What was done."""

VERBS: Mapping[str, Word] = {
    "status": _("Say how it stands"),
    "measure": _("Give a value of an indicator"),
    "attach": _("Name evidence"),
    "comment": _("Add a comment"),
    "willing": _("Say whether you are willing"),
    "correct": _("Correct it in a new version"),
    "pause": _("Let a deadline stand still"),
    "resume": _("Let a deadline run again"),
    "release": _("Show it to an organisation"),
    "recall": _("Take back that it is shown"),
}
"""What can be done."""


def reader_language() -> str:
    """The reader's language tag."""
    return (get_language() or "en").lower()


def said(code: StrEnum) -> str:
    """What a code of commitments is called, in the reader's language."""
    return name_of(code, language=reader_language())


def choices(codes: Iterable[Code]) -> tuple[tuple[str, str], ...]:
    """Codes with what they are called."""
    return tuple((code.value, said(code)) for code in codes)


def spoken(key: str) -> str:
    """A key of a theme, for which there is no other name: its words."""
    return key.replace("-", " ").replace("_", " ")


THEMES: Mapping[str, Word] = {
    "border": pgettext_lazy("theme", "Borders"),
    "ceasefire": pgettext_lazy("theme", "Ceasefire"),
    "council": pgettext_lazy("theme", "Security Council"),
    "counter-terrorism": pgettext_lazy("theme", "Counter-terrorism"),
    "ddr": pgettext_lazy("theme", "Disarmament and reintegration"),
    "economic": pgettext_lazy("theme", "Economy"),
    "humanitarian": pgettext_lazy("theme", "Humanitarian matters"),
    "information-exchange": pgettext_lazy("theme", "Exchange of information"),
    "law-enforcement": pgettext_lazy("theme", "Law enforcement"),
    "legal": pgettext_lazy("theme", "Law and justice"),
    "manpads": pgettext_lazy("theme", "Shoulder-fired missiles"),
    "mines": pgettext_lazy("theme", "Mines and explosives"),
    "other": pgettext_lazy("theme", "Other matters"),
    "political": pgettext_lazy("theme", "Political track"),
    "sanctions": pgettext_lazy("theme", "Sanctions"),
    "stockpile": pgettext_lazy("theme", "Stockpiles"),
    "withdrawal": pgettext_lazy("theme", "Withdrawal"),
    "confidence-building": pgettext_lazy("theme", "Confidence-building"),
    "reporting": pgettext_lazy("theme", "Reports"),
    "repatriation": pgettext_lazy("theme", "Repatriation"),
    "police": pgettext_lazy("theme", "Police"),
    "embargo": pgettext_lazy("theme", "Arms embargo"),
    "clearance": pgettext_lazy("theme", "Clearance"),
}
"""What themes of bundled plans are called; another one is told by its own words."""


def theme_name(key: str) -> str:
    """What a theme is called."""
    return str(THEMES[key]) if key in THEMES else spoken(key)


def waiting(told: str) -> str:
    """Why there is no day yet, in few words; "" for nothing."""
    state, _blank, event = told.partition(" ")
    return say(f"due.{state}", language=reader_language(), days="", last_day="", event=spoken(event)) if state else ""


@dataclass(frozen=True)
class Names:
    """Names by keys: of who owes and who speaks, of plans and their zones."""

    @cached_property
    def plans(self) -> Mapping[str, DomainPlan]:
        """All plans by key. Only names and zones of what somebody sees are read from here, never a list of plans."""
        with as_machine("names of those who owe what is shown"):
            return {row.key: plan_of(row) for row in Plan.objects.all()}

    @cached_property
    def _actors(self) -> Mapping[str, Text]:
        return {actor.id: actor.name for plan in self.plans.values() for actor in plan.actors}

    @cached_property
    def _organisations(self) -> Mapping[str, str]:
        return {one.key: str(one) for one in Organisation.objects.all()}

    def body(self, key: str) -> str:
        """Of who owes something, or of an organisation."""
        if key in self._actors:
            return self._actors[key].in_language(reader_language()) or key
        return self._organisations.get(key, key)

    def organisation(self, key: str) -> str:
        """Of an organisation; of an actor of a plan where there is none."""
        return self._organisations.get(key) or self.body(key)

    def plan(self, key: str) -> str:
        """The title of a plan."""
        found = self.plans.get(key)
        return found.title.in_language(reader_language()) if found is not None else key

    def zone(self, key: str) -> str:
        """The time zone in which days of a plan begin and end."""
        found = self.plans.get(key)
        return found.time_zone if found is not None else "UTC"
