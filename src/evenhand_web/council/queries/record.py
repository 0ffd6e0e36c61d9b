"""One record with all that follows from it, and its history."""

from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from typing import Any

import yaml

from evenhand.council.bodies import Composition, composition, tree
from evenhand.council.chains import Gap, Link, Standing, gaps, links, standing
from evenhand.council.codec import record_to
from evenhand.council.codes import Choice
from evenhand.council.reporting import Schedule, schedule
from evenhand.council.votes import Discrepancy, Judged, discrepancies, judge, tally
from evenhand_web.accounts.access import Actor
from evenhand_web.council import access, words
from evenhand_web.council.access import Held
from evenhand_web.council.facts import Fact, facts
from evenhand_web.council.plots import Mark, Timeline, timeline, vote_marks
from evenhand_web.council.queries.desk import MissionRow, missions
from evenhand_web.council.queries.shelf import Shelf, shelf

DRAWN: dict[str, frozenset[str]] = {
    "product": frozenset({"vote"}),
    "measure": frozenset({"steps"}),
    "body": frozenset({"members", "states_stated", "sittings"}),
    "duty": frozenset({"deliveries"}),
}
"""Fields that have a part of the page of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteView:
    """A vote, its rule and its picture."""

    counts: tuple[tuple[str, str, int | None], ...]
    """Choice, its name, how many; None: not known."""
    ballots: tuple[tuple[str, str, str], ...]
    """Member, choice, its name."""
    judged: Judged | None
    ruling: str
    vetoes: tuple[str, ...]
    discrepancies: tuple[tuple[Discrepancy, str], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body in the tree."""

    held: Held
    depth: int
    composition: Composition


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version beside the one before it."""

    held: Held
    changed: tuple[tuple[str, str], ...]
    """Sign and line: "+" come, "-" gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """All of one record."""

    held: Held
    title: str
    kind: str
    facts: tuple[Fact, ...]
    history: tuple[Step, ...]
    vote: VoteView | None = None
    links: tuple[Link, ...] = ()
    gaps: tuple[Gap, ...] = ()
    standing: Standing | None = None
    timeline: Timeline | None = None
    schedule: Schedule | None = None
    mission: MissionRow | None = None
    body: BodyRow | None = None
    within: tuple[BodyRow, ...] = ()
    meetings: tuple[Held, ...] = ()
    """Of a meeting: what followed it, and what it brought out."""


def title_of(held: Held, found: Shelf) -> str:
    """What a record is called."""
    value = held.value
    if held.kind == "meeting":
        return " · ".join(
            part
            for part in (
                value.day.isoformat(),
                words.said(value.format),
                found.item_name(value.item) or words.plain(value.title),
            )
            if part
        )
    if held.kind == "product":
        return value.symbol
    for name in ("name", "title"):
        told = getattr(value, name, None)
        if told:
            return (told if isinstance(told, str) else words.plain(told)) or held.id
    return f"{words.KINDS[held.kind]} {value.month}" if hasattr(value, "month") else str(words.KINDS[held.kind])


def record_page(actor: Actor, record_id: str, *, as_of: date) -> RecordPage:
    """One record.

    Raises:
        NO_SUCH_RECORD: there is none of that id for this actor.
    """
    held = access.record(actor, record_id)
    found = shelf(actor, "meeting", "product")
    makers: dict[str, Any] = {
        "product": _product,
        "measure": _measure,
        "duty": _duty,
        "mission": _mission,
        "body": _body,
    }
    more = makers[held.kind](held, found, as_of) if held.kind in makers else {}
    if held.kind == "meeting":
        more = {"meetings": _beside(held, found)}
    return RecordPage(
        held=held,
        title=title_of(held, found),
        kind=str(words.KINDS[held.kind]),
        facts=facts(held.value, found, without=DRAWN.get(held.kind, frozenset())),
        history=steps(access.history(actor, record_id)),
        **more,
    )


def steps(versions: tuple[Held, ...]) -> tuple[Step, ...]:
    """Versions, newest first, each with what it changed in the one before it that the reader sees."""
    older = [*versions[1:], None]
    return tuple(
        Step(held=one, changed=_differences(before, one) if before else ())
        for one, before in zip(versions, older, strict=True)
    )


def _differences(before: Held, after: Held) -> tuple[tuple[str, str], ...]:
    old, new = (
        yaml.safe_dump(record_to(one.value), allow_unicode=True, width=200).splitlines() for one in (before, after)
    )
    lines = [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    return tuple((line[0], line[1:]) for line in lines[:200])


def _product(held: Held, found: Shelf, _as_of: date) -> dict[str, Any]:
    vote, day = held.value.vote, held.value.day
    if vote is None:
        return {}
    names, order = found.members, list(Choice)
    counted = tally(vote)
    judged = judge(vote, permanent=found.permanent(day), on=day) if day else None
    cast = sorted(vote.ballots, key=lambda one: (order.index(one.choice), names.get(one.member, one.member)))
    shown = VoteView(
        counts=tuple((one.value, words.said(one), counted[one]) for one in order[:3])
        + tuple((one.value, words.said(one), counted[one]) for one in order[3:] if counted[one]),
        ballots=tuple((names.get(one.member, one.member), one.choice.value, words.said(one.choice)) for one in cast),
        judged=judged,
        ruling=words.said(judged.ruling) if judged else "",
        vetoes=tuple(names.get(one, one) for one in judged.vetoes) if judged else (),
        discrepancies=tuple((one, words.said(one.choice)) for one in discrepancies(vote)),
        marks=vote_marks(vote, names),
    )
    return {"vote": shown}


def _measure(held: Held, _found: Shelf, as_of: date) -> dict[str, Any]:
    chain, missing = links(held.value), gaps(held.value)
    return {
        "links": chain,
        "gaps": missing,
        "standing": standing(held.value, as_of=as_of),
        "timeline": timeline(chain, missing, as_of=as_of),
    }


def _duty(held: Held, _found: Shelf, as_of: date) -> dict[str, Any]:
    return {"schedule": schedule(held.value, as_of=as_of)}


def _mission(held: Held, found: Shelf, as_of: date) -> dict[str, Any]:
    alone = Shelf(held={**found.held, "mission": (held,)})
    return {"mission": missions(alone, as_of=as_of)[0]}


def _body(held: Held, found: Shelf, _as_of: date) -> dict[str, Any]:
    rows = {one.held.id: one for one in body_rows(found)}
    own = rows.get(held.id) or BodyRow(held=held, depth=0, composition=composition(held.value))
    return {
        "body": own,
        "within": tuple(row for row in rows.values() if row.held.value.within == held.id),
        "meetings": tuple(one for one in found.of("product") if one.value.body == held.id),
    }


def _beside(held: Held, found: Shelf) -> tuple[Held, ...]:
    after = [one for one in found.of("meeting") if one.value.follows == held.id]
    return (*after, *(one for one in found.of("product") if one.value.meeting == held.id))


def body_rows(found: Shelf) -> tuple[BodyRow, ...]:
    """All bodies, each before those within it."""
    by_id = {one.id: one for one in found.of("body")}
    return tuple(
        BodyRow(held=by_id[key], depth=depth, composition=composition(by_id[key].value))
        for key, depth in tree(found.bodies)
    )
