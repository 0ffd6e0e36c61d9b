"""The items of a difference as the page and the files show them: reasons in words, links to what the reader may see."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.urls import reverse

from evenhand.cases.counting.comparing import Comparison
from evenhand.cases.counting.totals import Figure
from evenhand.cases.counting.wording import tell
from evenhand_web.accounts.access import Actor
from evenhand_web.intake.access import visible_reports

SHOWN_LINKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A report or an alert that the reader may open."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item of the difference."""

    at: datetime
    place: str | None
    sentence: str
    one: Figure
    other: Figure
    change: int
    """In the figure that the second rule quotes."""
    links: tuple[Link, ...]
    more: int
    """How many reports and alerts besides those linked."""


def item_rows(actor: Actor, comparison: Comparison, numbers: range | list[int], *, language: str) -> list[ItemRow]:
    """Some items of a comparison. Reports are looked up through their own door."""
    items = [comparison.item(number) for number in numbers]
    table = comparison.observations
    refs = [_refs(table, item.rows) for item in items]
    reports = {ref.partition(":")[2] for found in refs for ref in found[:SHOWN_LINKS] if ref.startswith("report:")}
    numbers_of = dict(visible_reports(actor).filter(pk__in=reports).values_list("pk", "number"))
    figure = comparison.other.rule.says.figure
    rows = []
    for item, found in zip(items, refs, strict=True):
        links = tuple(link for ref in found[:SHOWN_LINKS] if (link := _link(ref, numbers_of)) is not None)
        first = item.rows[0]
        rows.append(
            ItemRow(
                at=table["begins_at"][first].as_py(),
                place=table["place"][first].as_py(),
                sentence=tell(comparison, item, language=language).sentence,
                one=item.one,
                other=item.other,
                change=getattr(item.other, figure) - getattr(item.one, figure),
                links=links,
                more=max(0, len(found) - len(links)),
            )
        )
    return rows


def _refs(table: pa.Table, rows: tuple[int, ...]) -> list[str]:
    """What the observations stand in, each once, as origin:id."""
    ids = table["observation"].take(pa.array(rows)).to_pylist()
    return list(dict.fromkeys(one.rpartition(":")[0] for one in ids))


def _link(ref: str, numbers: dict[str, str]) -> Link | None:
    origin, _, key = ref.partition(":")
    if origin == "report":
        return Link(label=numbers[key], url=reverse("reports:report", args=[key])) if key in numbers else None
    return Link(label=key, url=reverse("incidents:alert", args=[key]))
