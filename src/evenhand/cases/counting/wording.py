"""Why two rules give two numbers for the same things, in words and in every language of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.agreements.diff import say_duration
from evenhand.cases.counting.comparing import Comparison, Item
from evenhand.cases.counting.contributions import COUNTED, LEFT_OUT, OTHER_KIND, Contributions
from evenhand.cases.counting.rules import Rule
from evenhand.cases.counting.times import spans_of
from evenhand.cases.counting.totals import figure_of
from evenhand.foundation.phrases import phrase
from evenhand.reports.codes import Cause, Observed, ReportKind, said

PHRASES = "evenhand.cases.counting.phrases"
Longs = NDArray[np.int64]
_CODES = {code.value: code for codes in (Observed, ReportKind) for code in codes}
_SENTENCES = {"things", "one", "other"}
_MINUTE_US = 60_000_000
_ISOLATE, _POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item in words."""

    sentence: str
    """What makes the difference: "Explosion 7, within 40 min: one engagement"."""
    one: str
    """What the first rule does with it."""
    other: str


def tell(comparison: Comparison, item: Item, *, language: str) -> Told:
    """Why the two rules differ about an item.

    Raises:
        NO_SUCH_PHRASE: a catalogue lacks a sentence.
    """
    table = comparison.observations.take(pa.array(item.rows))
    rows = np.array(item.places, np.int64)
    said_by = [
        _clause(table, parts.of(rows), totals.rule, language)
        for parts, totals in zip(comparison.parts, (comparison.one, comparison.other), strict=True)
    ]
    plain = [
        totals.rule.says.counts == "each" and bool((parts.state[rows] == COUNTED).all())
        for parts, totals in zip(comparison.parts, (comparison.one, comparison.other), strict=True)
    ]
    both = _say("both", language, one=said_by[0], other=said_by[1])
    sentence = said_by[plain[0]] if plain[0] != plain[1] else both
    return Told(sentence=sentence, one=said_by[0], other=said_by[1])


def kind_words(kind: str, *, language: str) -> str:
    """What a kind of observation is called; that of an alert, by its kind of rule.

    >>> kind_words("muzzle-flash", language="en"), kind_words("exclusion", language="en")
    ('Muzzle flash', 'Alert (exclusion)')
    """
    code = _CODES.get(kind)
    return said(code, language=language) if code is not None else _say("alert", language, kind=kind)


def cause_words(cause: str, *, language: str) -> str:
    """What a cause is called.

    >>> cause_words("demining", language="en")
    'Demining'
    """
    return said(Cause(cause), language=language)


def _clause(table: pa.Table, parts: Contributions, rule: Rule, language: str) -> str:
    """What a rule does with these observations; first those that count, then the others."""
    clauses = []
    counted = np.flatnonzero(parts.state == COUNTED)
    if counted.size:
        clauses.append(_counted(table.take(pa.array(counted)), parts, counted, rule, language))
    for state, key in ((LEFT_OUT, "left-out"), (OTHER_KIND, "other-kind")):
        rows = np.flatnonzero(parts.state == state)
        if rows.size:
            some = table.take(pa.array(rows))
            causes = sorted(set(some["cause"].drop_null().to_pylist())) if state == LEFT_OUT else []
            cause = ", ".join(cause_words(one, language=language) for one in causes)
            clauses.append(_say(key, language, things=_things(some, language), cause=cause))
    return _say("and", language).join(clauses)


def _counted(table: pa.Table, parts: Contributions, rows: Longs, rule: Rule, language: str) -> str:
    figure = figure_of(parts, rows)
    spans, says = spans_of(table), rule.says
    minutes = max(1, round((spans.end.max() - spans.begin.min()) / _MINUTE_US))
    details = {
        "things": _things(table, language),
        "span": say_duration(timedelta(minutes=minutes)),
        "gap": say_duration(says.gap or timedelta(0)),
        "figure": str(figure),
    }
    if says.counts == "each":
        return _say("each", language, **details)
    once = figure.low == figure.high == 1 and not figure.open
    return _say(f"{says.counts}.{'one' if once else 'more'}", language, **details)


def _things(table: pa.Table, language: str) -> str:
    """What was observed, with its numbers: "Explosion 7, Burst"; without one where nobody gave it."""
    found: dict[str, list[int]] = {}
    for row in table.select(["kind", "low", "best", "high"]).to_pylist():
        known = next((row[name] for name in ("best", "low", "high") if row[name] is not None), None)
        found.setdefault(row["kind"], []).append(-1 if known is None else known)
    return _say("comma", language).join(_thing(kind, numbers, language) for kind, numbers in sorted(found.items()))


def _thing(kind: str, numbers: list[int], language: str) -> str:
    known = [one for one in numbers if one >= 0]
    words = kind_words(kind, language=language)
    if not known:
        return _say("thing.unnumbered", language, kind=words, number=len(numbers))
    return _say("thing", language, kind=words, number=sum(known))


def _say(key: str, language: str, **details: object) -> str:
    told: Mapping[str, object] = details
    if language.lower().startswith("ar"):  # figures and codes keep their own direction (UAX 9)
        told = {name: one if name in _SENTENCES else f"{_ISOLATE}{one}{_POP}" for name, one in details.items()}
    return phrase(PHRASES, key, language=language, **told)
