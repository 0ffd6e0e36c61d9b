"""From what was read of a plan's files to its values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evenhand.agreements.procedure_layout import DAYS
from evenhand.commitments.acts import (
    Act,
    Capacity,
    ConditionSaid,
    Content,
    Evidence,
    ItemSeen,
    Measured,
    Occurred,
    Paused,
    Resumed,
    StatusSaid,
    WillingnessSaid,
)
from evenhand.commitments.model import (
    Access,
    Actor,
    Amount,
    Commitment,
    Condition,
    Due,
    Event,
    Gate,
    Held,
    Indicator,
    Level,
    Plan,
    Qualifier,
    Reading,
    Recurrence,
    Risk,
    Source,
    Status,
    Strength,
    Term,
    Unit,
    Verb,
    Willing,
)
from evenhand.commitments.strengths import strength_of
from evenhand.foundation.texts import Text

Draft = Mapping[str, Any]
NOTHING: Draft = {}
WEEKEND = ("saturday", "sunday")


def build_plan(draft: Draft, more: tuple[Draft, ...]) -> Plan:
    """The plan of a draft without faults, with the commitments of its other files."""
    document = draft.get("document", "")
    commitments = (*draft.get("commitments", ()), *(one for part in more for one in part["commitments"]))
    return Plan(
        id=draft["plan"],
        title=draft["title"],
        summary=draft.get("summary", Text()),
        adopted_on=draft.get("adopted_on"),
        time_zone=draft.get("time_zone", "UTC"),
        weekend=tuple(DAYS.index(day) for day in draft.get("weekend", WEEKEND)),
        holidays=draft.get("holidays", ()),
        actors=tuple(Actor(**one) for one in draft.get("actors", ())),
        events=tuple(
            Event(id=one["id"], name=one["name"], on=one.get("day"), source=source_from(one, document))
            for one in draft.get("events", ())
        ),
        gates=tuple(_gate(one, document) for one in draft.get("gates", ())),
        risks=tuple(_risk(one, document) for one in draft.get("risks", ())),
        commitments=tuple(build_commitment(one, document) for one in commitments),
        evaluated=_recurrence(draft.get("evaluated"), document),
        evaluator=draft.get("evaluator", ""),
        agreements=draft.get("agreements", ()),
        source=source_from(draft, document),
    )


def build_commitment(draft: Draft, document: str = "") -> Commitment:
    """One commitment; its document is `document` where it names none."""
    verb = Verb(draft["verb"])
    return Commitment(
        id=draft["id"],
        what=draft["what"],
        source=source_from(draft, document),
        also=tuple(source_from(one, document) for one in draft.get("also", ())),
        verb=verb,
        strength=Strength(draft["strength"]) if "strength" in draft else strength_of(verb),
        debtors=draft.get("owed_by", ()),
        beneficiaries=draft.get("to", ()),
        object=draft.get("object", Text()),
        parts=draft.get("parts", ()),
        readings=tuple(_reading(one, document) for one in draft.get("readings", ())),
        term=Term(draft.get("term", Term.NONE)),
        recurrence=_recurrence(draft.get("recurs"), document),
        places=draft.get("places", ()),
        theme=draft.get("theme", ""),
        levels=draft.get("levels", ()),
        conditions=draft.get("conditions", ()),
        willing=Willing.WILLING_ONLY if draft.get("willing_only") else Willing.ALL,
        indicators=tuple(_indicator(one, document) for one in draft.get("indicators", ())),
        gate=draft.get("gate", ""),
        aspects=draft.get("aspects", ()),
        access=Access(draft["access"]) if "access" in draft else None,
        inferred=draft.get("inferred", ()),
        note=draft.get("note", Text()),
    )


def source_from(draft: Draft, document: str) -> Source:
    """Where an entry stands; nothing where it names no place of its own."""
    if not any(draft.get(key) for key in ("document", "para", "article", "agreement")):
        return Source()
    agreed = draft.get("agreement", "")
    return Source(
        document=draft.get("document", "" if agreed else document),
        para=draft.get("para", ""),
        article=draft.get("article", ""),
        agreement=agreed,
    )


def amount_from(draft: Draft | None) -> Amount:
    """An amount; without any figure it is unknown.

    >>> amount_from({"low": 5, "unit": "km"}).qualifier
    <Qualifier.AT_LEAST: 'at-least'>
    """
    if draft is None:
        return Amount()
    value = draft.get("value")
    low, high = draft.get("low", value), draft.get("high", value)
    if low is None and high is None:
        told = Qualifier.UNKNOWN
    elif high is None:
        told = Qualifier.AT_LEAST
    elif low is None:
        told = Qualifier.AT_MOST
    else:
        told = Qualifier.EXACT if low == high else Qualifier.RANGE
    return Amount(
        low=low,
        high=high,
        unit=draft.get("unit", ""),
        qualifier=Qualifier(draft.get("qualifier", told)) if told is not Qualifier.UNKNOWN else told,
        source=draft.get("source", ""),
        on=draft.get("day"),
    )


def build_acts(draft: Draft) -> tuple[Act, ...]:
    """What is said in a file, in its order."""
    return tuple(_act(kind, one) for kind in _CONTENTS for one in draft.get(kind, ()))


def _reading(draft: Draft, document: str) -> Reading:
    after = draft.get("after")
    due = (
        Due(event=after["event"], count=after["count"], unit=Unit(after["unit"]))
        if after is not None
        else Due(on=draft.get("day"))
    )
    return Reading(
        id=draft["id"],
        due=due,
        basis=draft.get("basis", Text()),
        source=source_from(draft, document),
        inferred=draft.get("inferred", False),
    )


def _recurrence(draft: Draft | None, document: str) -> Recurrence | None:
    if draft is None:
        return None
    return Recurrence(
        every=draft["every"],
        unit=Unit(draft["unit"]),
        starts_on=draft.get("starts_on"),
        event=draft.get("event", ""),
        until=draft.get("until"),
        first_at_start=draft.get("first_at_start", False),
        source=source_from(draft, document),
    )


def _indicator(draft: Draft, document: str) -> Indicator:
    return Indicator(
        id=draft["id"],
        name=draft["name"],
        unit=draft["unit"],
        target=amount_from(draft.get("target")),
        whole=amount_from(draft.get("whole")),
        baseline=amount_from(draft.get("baseline")),
        falls=draft.get("falls", False),
        items=draft.get("items", ()),
        open_list=draft.get("open_list", False),
        source=source_from(draft, document),
    )


def _gate(draft: Draft, document: str) -> Gate:
    return Gate(
        id=draft["id"],
        name=draft["name"],
        opens=draft.get("opens", ""),
        conditions=tuple(
            Condition(
                id=one["id"],
                what=one["what"],
                source=source_from(one, document),
                commitment=one.get("commitment", ""),
                indicator=one.get("indicator", ""),
            )
            for one in draft["conditions"]
        ),
        source=source_from(draft, document),
    )


def _risk(draft: Draft, document: str) -> Risk:
    return Risk(
        id=draft["id"],
        what=draft["what"],
        likelihood=Level(draft.get("likelihood", Level.UNKNOWN)),
        impact=Level(draft.get("impact", Level.UNKNOWN)),
        owner=draft.get("owner", ""),
        mitigation=draft.get("mitigation", Text()),
        threatens=draft.get("threatens", ()),
        source=source_from(draft, document),
        assessed_by=draft.get("assessed_by", ""),
    )


def _act(kind: str, draft: Draft) -> Act:
    return Act(
        id=draft["id"],
        at=draft["at"],
        author=draft["author"],
        body=draft["body"],
        capacity=Capacity(draft["capacity"]),
        evidence=tuple(Evidence(**one) for one in draft.get("evidence", ())),
        reason=draft.get("reason", ""),
        content=_CONTENTS[kind](draft),
    )


def _status_said(draft: Draft) -> Content:
    given = _given(draft, "state", "version", "as_of", "occasion", "next_step", "superseded_by", "authority")
    return StatusSaid(commitment=draft["commitment"], status=Status(draft["status"]), **given)


def _measured(draft: Draft) -> Content:
    return Measured(
        commitment=draft["commitment"],
        indicator=draft["indicator"],
        value=amount_from(draft.get("value")),
        whole=amount_from(draft.get("whole")),
        items=tuple(ItemSeen(item=one["item"], held=Held(one["held"])) for one in draft.get("items", ())),
        state=draft.get("state", ""),
    )


def _paused(draft: Draft) -> Content:
    return Paused(
        commitment=draft["commitment"],
        begins_on=draft["begins_on"],
        authority=draft["authority"],
        **_given(draft, "ends_on"),
    )


def _resumed(draft: Draft) -> Content:
    return Resumed(commitment=draft["commitment"], on=draft["day"], **_given(draft, "authority"))


def _occurred(draft: Draft) -> Content:
    on: date | None = draft.get("day")
    return Occurred(event=draft["event"], on=on)


def _condition_said(draft: Draft) -> Content:
    return ConditionSaid(gate=draft["gate"], condition=draft["condition"], held=Held(draft["held"]))


def _willingness_said(draft: Draft) -> Content:
    return WillingnessSaid(commitment=draft["commitment"], state=draft["state"], willing=draft.get("willing"))


def _given(draft: Draft, *keys: str) -> dict[str, Any]:
    return {key: draft[key] for key in keys if key in draft}


_CONTENTS = {
    "status-said": _status_said,
    "measured": _measured,
    "paused": _paused,
    "resumed": _resumed,
    "occurred": _occurred,
    "condition-said": _condition_said,
    "willingness-said": _willingness_said,
}
