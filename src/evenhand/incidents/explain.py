"""Why two statements are held to tell of one event, or not: each property with what it is worth, in words.

Nothing is said here that is not a number of the scorecard, and the numbers add up to the log-odds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

import numpy as np

from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import ProblemKind
from evenhand.incidents.corroborate import Found
from evenhand.incidents.kernels.bins import ECHO, SHARES, TABLES, apart2_km2, places_of, type_bin
from evenhand.incidents.kernels.joining import may_meet

NOT_AMONG = ProblemKind(
    code="incidents.not-among",
    blame="missing",
    message="There is no statement {statement!r} among those that were looked at. Take an id of the table.",
)

PHRASES = "evenhand.incidents.phrases"
SAYS_LITTLE = 0.35
"""Log-odds up to which a property is said to say little: it changes even odds by less than a tenth."""
_LEVELS = ("fine", "middle", "coarse", "other", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One property of a pair, in words, and what it is worth."""

    about: str
    """far, time, type, party, killed, crowd, sources, again or echo."""
    log_odds: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A link taken apart."""

    probability: float
    """That both tell of one event, by this pair alone."""
    headline: str
    reasons: tuple[Reason, ...]
    """The weightiest first."""
    bias: float
    """Log-odds before anything is known of the pair."""


def why(found: Found, one: str, other: str, *, language: str = "en") -> Why:
    """Take the link of two statements apart; `found` was looked at with the scorecard that is explained.

    Raises:
        NOT_AMONG: an id that is not in the table.
    """
    early, late = sorted((_number(found, one), _number(found, other)))
    if not may_meet(found.of, found.by, late, early):
        sentence = phrase(PHRASES, "why.not-near", language=language)
        return Why(probability=0.0, headline=sentence, reasons=(), bias=found.card.bias)
    places = places_of(found.of, found.by, np.array([late], np.int32), np.array([early], np.int32), found.card.layout)[
        0
    ]
    worth = {name: float(found.card.weights[at]) if at >= 0 else 0.0 for name, at in zip(TABLES, places, strict=True)}
    reasons = _reasons(found, late, early, worth, language)
    score = found.card.bias + sum(reason.log_odds for reason in reasons if reason.about != "again")
    probability = 1.0 / (1.0 + exp(-score))
    ids = {"one": _id(found, early), "other": _id(found, late)}
    headline = phrase(PHRASES, "why.head.likely", language=language, percent=_percent(probability), **ids)
    ordered = sorted(reasons, key=lambda reason: -abs(reason.log_odds))
    return Why(probability=probability, headline=headline, reasons=tuple(ordered), bias=found.card.bias)


def _reasons(found: Found, late: int, early: int, worth: Mapping[str, float], language: str) -> list[Reason]:
    def say(key: str, **details: Any) -> str:
        return phrase(PHRASES, f"why.{key}", language=language, **details)

    def km(value: float) -> str:
        return phrase(PHRASES, "unit.km", language=language, value=f"{value:.3g}")

    def hours(value: float) -> str:
        return phrase(PHRASES, "unit.h", language=language, value=f"{value:.3g}")

    of = found.of
    far = {
        "distance": km(sqrt(apart2_km2(of, found.by, late, early))),
        "one": km(of.radius_km[early]),
        "other": km(of.radius_km[late]),
    }
    time = {
        "apart": hours(of.at_h[late] - of.at_h[early]),
        "one": hours(of.half_h[early]),
        "other": hours(of.half_h[late]),
    }
    told = [
        ("far", worth["space"], say("far", **far)),
        ("time", worth["time"] + worth["space_time"], say("time", **time)),
        ("type", worth["type"], _type(found, late, early, say)),
        ("party", worth["party"], _party(found, late, early, say)),
        ("killed", worth["hurt"], _killed(found, late, early, say)),
        (
            "crowd",
            worth["crowd"] + worth["space_crowd"],
            say("crowd", one=int(found.crowd[early]), other=int(found.crowd[late])),
        ),
    ]
    by_source = worth["source_time"] + worth["source_type"] + worth["source_crowd"]
    names = [found.books.source[of.source[number]] for number in (early, late)]
    if by_source:
        told.append(("sources", by_source, say("sources", one=names[0], other=names[1])))
    if of.origin[late] >= 0 and of.origin[late] == of.origin[early]:
        told.append(("echo", ECHO, say("echo", origin=found.books.origin[of.origin[late]])))
    elif names[0] == names[1]:
        told.append(("again", found.card.again, say("again", source=names[0])))
    return [Reason(about=about, log_odds=value, sentence=sentence) for about, value, sentence in told]


def _type(found: Found, late: int, early: int, say: Any) -> str:
    level = _LEVELS[type_bin(found.of, found.by, late, early) // SHARES]
    if level == "unknown":
        return str(say("type.unknown"))
    one, other = (_finest(found, number) for number in (early, late))
    return str(say("type.fine", type=one) if one == other else say(f"type.{level}", one=one, other=other))


def _finest(found: Found, number: int) -> str:
    of, books = found.of, found.books
    for numbers, words in ((of.fine, books.fine), (of.middle, books.middle), (of.coarse, books.coarse)):
        if numbers[number] >= 0:
            return str(words[numbers[number]])
    return ""


def _party(found: Found, late: int, early: int, say: Any) -> str:
    one, other = found.of.party[early], found.of.party[late]
    if min(one, other) < 0:
        return str(say("party.unknown"))
    if one == other:
        return str(say("party.same", party=found.books.party[one]))
    return str(say("party.other", one=found.books.party[one], other=found.books.party[other]))


def _killed(found: Found, late: int, early: int, say: Any) -> str:
    one, other = int(found.of.hurt[early]), int(found.of.hurt[late])
    return str(say("killed.unknown") if min(one, other) < 0 else say("killed", one=one, other=other))


def weight_in_words(reason: Reason, *, language: str = "en") -> str:
    """Whether a reason speaks for the link, against it, or says little."""
    word = "neither" if abs(reason.log_odds) < SAYS_LITTLE else "for" if reason.log_odds > 0 else "against"
    return phrase(PHRASES, f"weight.{word}", language=language)


def _percent(probability: float) -> str:
    """Never nought and never a hundred: nobody is that sure."""
    percent = 100.0 * probability
    return "<1" if percent < 1.0 else ">99" if percent > 99.0 else f"{percent:.0f}"


def _number(found: Found, statement: str) -> int:
    ids = found.table["statement"].combine_chunks()
    row = ids.index(statement).as_py()
    if row < 0:
        raise NOT_AMONG(statement=statement)
    return int(np.flatnonzero(found.rows == row)[0])


def _id(found: Found, number: int) -> str:
    return str(found.table["statement"][int(found.rows[number])].as_py())
