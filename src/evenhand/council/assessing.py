"""The assessment of a month under one presidency, generated from the records: counts, then region by region.

It tells what the records tell and nothing else; what is not recorded is not in it. The disclaimer goes
with every copy.
Source: requirements, 002-A: an assessment is prepared under the presidency's own responsibility and does not represent
the Council's views.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from evenhand.council.codes import PHRASES, Choice, HowMany, Region, Wording, said
from evenhand.council.counting import Kept, counts
from evenhand.council.dates import month_of
from evenhand.council.records import Assessment, Item, Line, Product
from evenhand.council.votes import tally
from evenhand.foundation.phrases import phrase
from evenhand.foundation.texts import Text

COUNTED = (
    "meetings.public",
    "meeting.open-debate",
    "meeting.debate",
    "meeting.briefing",
    "meeting.adoption",
    "meetings.closed",
    "meetings.informal",
    "product.resolution",
    "product.presidential-statement",
    "product.press-statement",
)
"""The counts with which an assessment begins; those of nothing are left out, but for the first of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """All that an assessment is made from."""

    month: str
    presidency: str
    """Name of the State, in the language of the assessment."""
    meetings: tuple[Kept, ...]
    products: tuple[Kept, ...]
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line that an issued assessment would have otherwise if it were made today."""

    issued: str
    """"": the line is new."""
    now: str
    """"": the line is gone."""


def assess(month: Month, *, language: str = "en") -> Assessment:
    """The assessment in one language."""
    say = _Sayer(language)
    lines = [Line(heading=say("assess.numbers"), text=one) for one in _numbers(month, say)]
    for region, item, told in _by_item(month):
        heading = f"{said(region, language=language)}: {_name(month.items.get(item), item, language)}"
        lines += [Line(heading=heading, text=_sentence(one, say)) for one in told]
    return Assessment(
        month=month.month,
        language=language,
        presidency=month.presidency,
        title=say("assess.title", month=say.apart(month.month), presidency=month.presidency),
        disclaimer=say("assess.disclaimer", presidency=month.presidency),
        lines=tuple(lines),
    )


def sections(assessment: Assessment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines under their headings."""
    grouped = groupby(assessment.lines, key=lambda line: line.heading)
    return tuple((heading, tuple(line.text for line in lines)) for heading, lines in grouped)


def changes(issued: Assessment, now: Assessment) -> tuple[Change, ...]:
    """What has become otherwise since it was issued, line by line: the corrections that are due.

    >>> one = Assessment(month="2020-02", lines=(Line(heading="A", text="One."),))
    >>> changes(Assessment(month="2020-02"), one)[0].now
    'A: One.'
    """
    before, after = ([f"{one.heading}: {one.text}" for one in held.lines] for held in (issued, now))
    found = []
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[first:last], after[start:end]
        width = max(len(gone), len(come))
        gone += [""] * (width - len(gone))
        come += [""] * (width - len(come))
        found += [Change(issued=one, now=other) for one, other in zip(gone, come, strict=True)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sayer:
    language: str

    def __call__(self, key: str, **details: Any) -> str:
        return phrase(PHRASES, key, language=self.language, **details)

    def apart(self, told: str) -> str:
        """What may run the other way, isolated (UAX 9, FSI and PDI) in a language that runs from right to left."""
        return f"\u2068{told}\u2069" if told and self.language.startswith("ar") else told


def _numbers(month: Month, say: _Sayer) -> list[str]:
    counted = counts(month.meetings, month.products, month=month.month)
    always = {"meetings.public", "meetings.closed", "product.resolution"}
    return [
        say("assess.count", what=say(f"count.{key}"), number=counted[key].number)
        for key in COUNTED
        if counted[key].number or key in always
    ]


def _by_item(month: Month) -> Iterable[tuple[Region, str, list[Any]]]:
    """Region, item and what is told of it by day: meetings before products of the same day."""
    held = [one.value for one in month.meetings if month_of(one.value.day) == month.month]
    out = [one.value for one in month.products if one.value.day and month_of(one.value.day) == month.month]
    told: list[Any] = [*held, *(one for one in out if not one.body)]
    order = list(Region)

    def place(one: Any) -> tuple[int, str, date, bool, str]:
        item = month.items.get(one.item)
        product = isinstance(one, Product)
        return order.index(_region(item)), one.item, one.day, product, one.symbol if product else one.format.value

    for item, ones in groupby(sorted(told, key=place), key=lambda one: one.item):
        yield _region(month.items.get(item)), item, list(ones)


def _region(item: Item | None) -> Region:
    return item.region if item else Region.THEMATIC


def _name(item: Item | None, key: str, language: str) -> str:
    return (item.name.in_language(language) if item else "") or key or said(Region.THEMATIC, language=language)


def _sentence(one: Any, say: _Sayer) -> str:
    return _of_product(one, say) if isinstance(one, Product) else _of_meeting(one, say)


def _of_meeting(meeting: Any, say: _Sayer) -> str:
    parts = [
        say("assess.met", day=say.apart(meeting.day.isoformat()), format=said(meeting.format, language=say.language))
    ]
    title = meeting.title.in_language(say.language)
    if title:
        parts.append(say.apart(_ended(title, say)))
    if meeting.briefers:
        named = [_briefer(one.name, one.role, say) for one in meeting.briefers]
        parts.append(say("assess.briefed", who=say("assess.and").join(named)))
    if meeting.requested_by:
        parts.append(say("assess.requested", who=say("assess.and").join(map(say.apart, meeting.requested_by))))
    if meeting.first_of_its_kind:
        parts.append(say("assess.first"))
    # What was said behind closed doors goes in only as far as a published document tells it; so is the record.
    parts += _points(meeting.points, say)
    return say("assess.space").join(parts)


def _of_product(product: Product, say: _Sayer) -> str:
    day = say.apart(product.day.isoformat() if product.day else "")
    kind = said(product.kind, language=say.language)
    parts = [say("assess.product", day=day, kind=kind, symbol=say.apart(product.symbol))]
    title = product.title.in_language(say.language)
    if title:
        parts.append(say.apart(_ended(title, say)))
    if product.vote is not None:
        cast = tally(product.vote)
        shown = [
            "?" if cast[one] is None else str(cast[one]) for one in (Choice.FOR, Choice.AGAINST, Choice.ABSTAINING)
        ]
        parts.append(say("assess.vote", in_favour=shown[0], against=shown[1], abstaining=shown[2]))
    parts += _points(product.points, say)
    return say("assess.space").join(parts)


def _points(points: Sequence[Any], say: _Sayer) -> list[str]:
    return [_point(one, say) for one in points if one.text.in_language(say.language)]


def _point(point: Any, say: _Sayer) -> str:
    """What it does, how many say so and who, before the words: a warning is not to be read as a finding."""
    how_many = [said(point.how_many, language=say.language)] if point.how_many is not HowMany.NOT_SAID else []
    wording = [said(point.wording, language=say.language)] if point.wording is not Wording.STATED else []
    by = [say.apart(point.by)] if point.by else []
    told = say("assess.and").join([said(point.kind, language=say.language), *how_many, *wording, *by])
    return say("assess.point", told=told, text=say.apart(point.text.in_language(say.language)))


def _ended(text: str, say: _Sayer) -> str:
    return text if text.endswith((".", "。")) else text + say("assess.stop")


def _briefer(name: str, role: Text, say: _Sayer) -> str:
    told = role.in_language(say.language)
    named = say.apart(name)
    return say("assess.briefer", name=named, role=say.apart(told)) if told else named
