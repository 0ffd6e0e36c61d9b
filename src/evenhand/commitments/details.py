"""What a sentence gives for a proposal: deadline with its basis, term, recurrence, conditions, indicators."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evenhand.commitments.model import Amount, Due, Indicator, Qualifier, Reading, Recurrence, Term, Unit, Verb
from evenhand.commitments.vocabulary import NUMERALS, pattern
from evenhand.documents.tables import table
from evenhand.foundation.texts import Text

EVENTS = ("signature", "entry-into-force", "adoption")
NOT_STATED = "start-not-stated"
"""What a time limit is counted from where the sentence does not say."""
COUNTED = frozenset({"percent", "kilometres", "items", "sites", "persons", "countries"})
"""Units of quantities that can be a target."""
MOST_INDICATORS = 5
LEAST_ITEMS = 3
_RECURRING = {
    "yearly": (1, Unit.YEARS),
    "half_yearly": (6, Unit.MONTHS),
    "quarterly": (3, Unit.MONTHS),
    "monthly": (1, Unit.MONTHS),
}


def readings_in(text: str, duty: Mapping[str, Any], language: str) -> tuple[Reading, ...]:
    """Each way in which the sentence says when: a day, a time after an event. Two stand side by side."""
    found: list[Reading] = []
    day = _day(duty.get("deadline"))
    if day is not None and not pattern(language, "announced").search(text):
        found.append(Reading(id="day", due=Due(on=day), basis=Text({"en": day.isoformat()})))
    for number, match in enumerate(pattern(language, "duration").finditer(text), start=1):
        count = number_of(match["n"])
        if count is not None:
            due = Due(event=_event(text, language), count=count, unit=_unit(match["u"], language))
            tag = "zh-hans" if language == "zh" else language
            found.append(Reading(id=f"time-{number}", due=due, basis=Text({tag: match[0]})))
    return tuple(found)


def number_of(text: str) -> int | None:
    """A whole number in digits or in words.

    >>> number_of("90"), number_of("三"), number_of("trois"), number_of("many")
    (90, 3, 3, None)
    """
    return int(text) if text.isdecimal() and len(text) < 7 else NUMERALS.get(text.strip().lower())


def term_of(text: str, told: str, verb: Verb, *, language: str) -> Term:
    """Near, medium or long, as reading told from sentence and heading, or as the sentence says by its urgency.

    What is only identified has none, and neither has a sentence that names all terms.
    """
    terms = table(language)
    both = re.search(terms["near_terms"], text) and re.search(terms["long_terms"], text)
    if verb is Verb.IDENTIFIES or both:
        return Term.NONE
    if told == Term.MEDIUM_LONG or pattern(language, "later").search(text):
        return Term.MEDIUM_LONG
    return Term.NEAR if told == Term.NEAR or pattern(language, "urgent").search(text) else Term.NONE


def recurrence_in(text: str, language: str) -> Recurrence | None:
    """How often, where the sentence says so; from when, it leaves open."""
    days = pattern(language, "every_days").search(text)
    if days is not None:
        return Recurrence(every=max(1, int(days["n"])), unit=Unit.DAYS)
    found = next((how for key, how in _RECURRING.items() if pattern(language, key).search(text)), None)
    return Recurrence(every=found[0], unit=found[1]) if found is not None else None


def condition_in(text: str, language: str) -> tuple[str, ...]:
    """What must hold for it to be owed, in the words of the text."""
    return tuple(match[0].strip() for match in pattern(language, "condition").finditer(text))


def indicators_in(
    text: str, quantities: Sequence[Mapping[str, Any]], places: Sequence[Mapping[str, Any]], language: str
) -> tuple[Indicator, ...]:
    """Quantities of the sentence that can be a target, and towns that it names one by one.

    Args:
        text: the sentence.
        quantities: those of its paragraph, as reading gives them.
        places: those that the sentence names, as reading gives them.
        language: of the text.
    """
    flat = re.sub(r"\s+", "", text)
    tag = "zh-hans" if language == "zh" else language
    found = [
        Indicator(
            id=f"quantity-{number}",
            name=Text({tag: str(one["snippet"])}),
            unit="per cent" if one["unit"] == "percent" else str(one["unit"]),
            target=_amount(one),
        )
        for number, one in enumerate(quantities, start=1)
        if one["unit"] in COUNTED and re.sub(r"\s+", "", str(one["snippet"])) in flat
    ]
    towns = tuple(one["en"] for one in places if str(one["kind"]).split("/")[0] in {"town", "city", "village"})
    if len(towns) >= LEAST_ITEMS:
        opened = bool(pattern(language, "list_opens").search(text))
        found.append(Indicator(id="places", name=Text({"en": "Places"}), unit="places", items=towns, open_list=opened))
    return tuple(found[:MOST_INDICATORS])


def _amount(one: Mapping[str, Any]) -> Amount:
    value = float(one["value"])
    qualifier = Qualifier.ABOUT if one.get("approx") else Qualifier.EXACT
    return Amount(low=value, high=value, unit=str(one["unit"]), qualifier=qualifier)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _event(text: str, language: str) -> str:
    return next((event for event in EVENTS if pattern(language, event).search(text)), NOT_STATED)


def _unit(words: str, language: str) -> Unit:
    for key, unit in (
        ("hours", Unit.HOURS),
        ("working_days", Unit.WORKING_DAYS),
        ("weeks", Unit.WEEKS),
        ("months", Unit.MONTHS),
        ("years", Unit.YEARS),
    ):
        if pattern(language, key).search(words):
            return unit
    return Unit.DAYS
