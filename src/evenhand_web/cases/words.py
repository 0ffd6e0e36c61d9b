"""What pages of cases call things that have no phrase in `evenhand.cases`, and names by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evenhand.agreements.model import Agreement
from evenhand.agreements.procedure import Function
from evenhand.cases import codes as case_codes
from evenhand.cases.rules import Rules, rules_of
from evenhand.foundation.texts import Text
from evenhand.reports import codes as report_codes
from evenhand_web.accounts.models import Organisation, User

Word = str | Promise

FUNCTIONS: Mapping[str, Word] = {
    Function.REPORTER: _("whoever brought it"),
    Function.RESPONDENT: _("the party of which it is said"),
    Function.PARTY: _("the parties"),
    Function.MECHANISM: _("the mechanism"),
    Function.TEAM: _("the joint team"),
    Function.SUB_COMMITTEE: _("the sub-committee"),
    Function.COMMISSION: _("the commission"),
}

ACTS: Mapping[str, Word] = {
    "opened": _("Case opened"),
    "reframed": _("Frame corrected"),
    "stepped": pgettext_lazy("case", "Step"),
    "team-set": _("Team set"),
    "visit-planned": _("Visit planned"),
    "visit-held": _("Visit held"),
    "access-refused": _("Access refused"),
    "interview-held": _("Interview"),
    "evidence-listed": _("Evidence listed"),
    "question-answered": _("Question answered"),
    "finding-proposed": _("Finding"),
    "position-taken": _("Position on the finding"),
    "meeting-held": _("Meeting"),
    "voted": _("Vote"),
    "ruling-given": _("Text of a ruling"),
    "response-assigned": _("Response assigned"),
    "response-reported": _("Response reported"),
    "response-verified": _("Response verified"),
    "released": pgettext_lazy("case", "Released"),
    "recalled": pgettext_lazy("case", "Recalled"),
    "commented": _("Comment"),
    "extended": _("Time extended"),
    "late-evidence": _("Late evidence"),
}
"""What was done."""

VERBS: Mapping[str, Word] = {
    "reframed": _("Correct the frame"),
    "team-set": _("Set the team"),
    "visit-planned": _("Plan a visit"),
    "visit-held": _("Record a visit"),
    "access-refused": _("Record that access was refused"),
    "interview-held": _("Record an interview"),
    "evidence-listed": _("List evidence"),
    "question-answered": _("Answer a question"),
    "finding-proposed": _("Write the finding"),
    "position-taken": _("Take a position on the finding"),
    "meeting-held": _("Record a meeting"),
    "voted": pgettext_lazy("case", "Vote"),
    "ruling-given": _("Put a ruling before the body"),
    "response-assigned": _("Assign a response"),
    "response-reported": _("Report on a response"),
    "response-verified": _("Verify a response"),
    "released": _("Release to somebody"),
    "recalled": _("Recall from somebody"),
    "commented": _("Add a comment"),
    "extended": _("Extend a clock"),
    "late-evidence": _("Hand in late evidence"),
}
"""What can be done."""

PHASES: Mapping[str, Word] = {
    "open": pgettext_lazy("cases", "Open"),
    "overdue": pgettext_lazy("cases", "Overdue"),
    "suspended": pgettext_lazy("cases", "Suspended"),
    "decided": pgettext_lazy("cases", "Decided"),
    "closed": pgettext_lazy("cases", "Closed"),
    "all": pgettext_lazy("cases", "All"),
}
MARKS: Mapping[str, str] = {"open": "info", "overdue": "bad", "suspended": "warn", "decided": "good", "closed": "idle"}

LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "ar": "العربية", "fr": "Français", "zh-hans": "简体中文"}
INTERNATIONAL = _("International monitors")


def reader_language() -> str:
    """The reader's language tag."""
    return (get_language() or "en").lower()


def said(code: StrEnum) -> str:
    """What a code of cases or of reports is called, in the reader's language."""
    ours = type(code).__module__ == case_codes.__name__
    return (case_codes if ours else report_codes).said(code, language=reader_language())


@dataclass(frozen=True)
class Names:
    """Names by keys, of one agreement and of all organisations."""

    agreement: Agreement

    @cached_property
    def _parties(self) -> Mapping[str, Text]:
        return {party.id: party.name for party in self.agreement.parties}

    @cached_property
    def _rules(self) -> Mapping[str, Text]:
        return {rule.id: rule.name for rule in self.agreement.rules}

    @cached_property
    def _organisations(self) -> Mapping[str, str]:
        return {one.key: str(one) for one in Organisation.objects.all()}

    @cached_property
    def _people(self) -> Mapping[str, str]:
        return {user.username: str(user) for user in User.objects.all()}

    @cached_property
    def rules(self) -> Rules:
        """The rules of procedure."""
        return rules_of(self.agreement)

    def state_text(self, key: str) -> Text:
        """The name of a state in all languages."""
        return next((one.name for one in self.rules.procedure.states if one.id == key), Text({"und": key}))

    def state(self, key: str) -> str:
        """The name of a state."""
        return self.state_text(key).in_language(reader_language()) or key

    def step(self, key: str) -> str:
        """The name of a step."""
        found = self.rules.procedure.step(key)
        return found.name.in_language(reader_language()) if found is not None else key

    def clock(self, key: str) -> str:
        """The name of a clock."""
        found = next((one for one in self.rules.clocks if one.id == key), None)
        return found.name.in_language(reader_language()) if found is not None else key

    def party(self, key: str | None) -> str:
        """Of a side; nobody's is the international one."""
        if key is None:
            return str(INTERNATIONAL)
        return self._parties[key].in_language(reader_language()) if key in self._parties else key

    def organisation(self, key: str) -> str:
        """Of an organisation, a party, or a function to which something is released."""
        if key in self._organisations:
            return self._organisations[key]
        return str(FUNCTIONS.get(key, "")) or self.party(key)

    def provision(self, key: str) -> str:
        """The title of a rule; an article stands for itself."""
        return self._rules[key].in_language(reader_language()) if key in self._rules else key

    def person(self, username: str) -> str:
        """The name of a person; their user name where they have none."""
        return self._people.get(username, username)
