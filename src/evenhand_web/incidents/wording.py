"""The names that an alert's ids have in the agreement it was held against."""

from collections.abc import Iterable
from typing import Any

from evenhand.agreements.model import Agreement, Rule
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text
from evenhand_web.agreements import queries as agreements


def held_against(agreement_id: str, version: str) -> Agreement | None:
    """The agreement in that version, None where it is not (or no longer) adopted here."""
    try:
        return agreements.agreement(agreement_id, version)
    except Problem as problem:
        if problem.blame != "missing":
            raise
        return None


class Names:
    """Looks names up, each agreement read once."""

    def __init__(self) -> None:
        self._agreements: dict[tuple[str, str], Agreement | None] = {}
        self._names: dict[tuple[str, str, str, str], Text] = {}

    def agreement(self, agreement_id: str, version: str) -> Agreement | None:
        """The agreement in that version, or None."""
        key = (agreement_id, version)
        if key not in self._agreements:
            found = self._agreements[key] = held_against(*key)
            if found is not None:
                self._learn(found)
        return self._agreements[key]

    def rule(self, alert: Any) -> Text:
        """The title of the alert's rule."""
        return self._name(alert, "rule", alert.rule)

    def area(self, alert: Any) -> Text | None:
        """The name of the alert's area, None without one."""
        return self._name(alert, "area", alert.area) if alert.area else None

    def category(self, alert: Any) -> Text | None:
        """The name of the category, None where it is unknown."""
        return self._name(alert, "category", alert.category) if alert.category else None

    def party(self, alert: Any) -> Text | None:
        """The name of the party, None where it is unknown."""
        return self._name(alert, "party", alert.party) if alert.party else None

    def _name(self, alert: Any, noun: str, wanted: str) -> Text:
        self.agreement(alert.agreement, alert.agreement_version)
        key = (alert.agreement, alert.agreement_version, noun, wanted)
        return self._names.get(key, Text({"und": wanted}))

    def _learn(self, agreement: Agreement) -> None:
        nouns: dict[str, Iterable[Any]] = {
            "rule": agreement.rules,
            "area": agreement.areas,
            "category": agreement.categories,
            "party": agreement.parties,
        }
        for noun, entries in nouns.items():
            for entry in entries:
                self._names[agreement.id, agreement.version, noun, entry.id] = entry.name


def rule_of(agreement: Agreement | None, rule_id: str) -> Rule | None:
    """The rule, None where the agreement (in this version) lacks it."""
    return next((rule for rule in agreement.rules if rule.id == rule_id), None) if agreement else None
