"""Rows and the values of `evenhand.commitments`, both ways."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from evenhand.commitments.acts import KINDS, Capacity, Evidence, content_from
from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.evaluating import states_owing
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Plan as DomainPlan
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.codec import from_json, to_json
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments.access import TAKEN_BACK, VERSION
from evenhand_web.commitments.models import Act, Commitment, Plan, PlanAct, Proposal


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(12)


def versions_of(commitment: Commitment, acts: Iterable[Act]) -> list[tuple[Act, DomainCommitment]]:
    """The versions of a commitment in order, each with the act that brought it.

    The number of a version is its place among them, whatever its source says.
    """
    found = [act for act in acts if act.kind == VERSION]
    return [(act, replace(read(act.said), id=commitment.ref, version=n)) for n, act in enumerate(found, start=1)]


def latest(commitment: Commitment, acts: Iterable[Act]) -> DomainCommitment:
    """The version that stands."""
    return versions_of(commitment, acts)[-1][1]


def taken_back(acts: Iterable[Act | PlanAct]) -> set[int]:
    """Numbers of the acts that were taken back."""
    return {act.said["act"] for act in acts if act.kind == TAKEN_BACK}


def said_of(acts: Iterable[Act | PlanAct]) -> tuple[DomainAct, ...]:
    """What bodies said, as the domain takes it: without what was taken back and what is the web's own.

    Their ids are their places among the given acts, so that they tell nobody how many are not shown.
    """
    acts = tuple(acts)
    gone = taken_back(acts)
    places = places_of(acts)
    return tuple(domain_act(act, places[act.number]) for act in acts if act.kind in KINDS and act.number not in gone)


def places_of(acts: Iterable[Act | PlanAct]) -> dict[int, int]:
    """The places of acts among those that somebody sees, from 1 and without gaps, by their numbers."""
    return {act.number: place for place, act in enumerate(acts, start=1)}


def domain_act(act: Act | PlanAct, place: int) -> DomainAct:
    """One of them."""
    told = act.told
    return DomainAct(
        id=f"{place:09d}",
        at=act.at,
        author=act.user,
        body=act.organisation,
        capacity=Capacity(act.capacity),
        content=content_from(act.kind, told["content"]),
        evidence=evidence_of(act),
        reason=told.get("reason", ""),
    )


def evidence_of(act: Act | PlanAct) -> tuple[Evidence, ...]:
    """What an act rests on."""
    return tuple(from_json(Evidence, one, what="evidence") for one in act.told.get("evidence", ()))


_EMPTY: Mapping[str, Any] = {"what": {}, "source": {}}
"""What is empty is left out when it is written, and yet a commitment has it."""


def read(data: Mapping[str, Any]) -> DomainCommitment:
    """A commitment from JSON.

    Raises:
        MALFORMED: with every fault.
    """
    return from_json(DomainCommitment, {**_EMPTY, **data}, what="commitment")


def written(value: object) -> str:
    """Canonical JSON of a domain value."""
    return canonical_bytes(to_json(value)).decode()


def proposed(row: Proposal) -> DomainCommitment:
    """What a proposal says."""
    return read(json.loads(row.value))


def plan_of(row: Plan) -> DomainPlan:
    """A plan; its commitments are rows of their own."""
    return _plan(row.value)


@lru_cache(maxsize=64)
def _plan(text: str) -> DomainPlan:
    # A plan without commitments is none for the codec; one stands in while it is read.
    one = {"id": "-", **_EMPTY}
    return replace(from_json(DomainPlan, json.loads(text) | {"commitments": [one]}, what="plan"), commitments=())


def plan_behind(commitment: Commitment) -> DomainPlan | None:
    """The plan of which a commitment is a part, for its calendar, its events and who is in which group."""
    if not commitment.plan:
        return None
    with as_machine("the days of a plan hold for all who see one of its commitments"):
        row = Plan.objects.filter(key=commitment.plan).first()
    return plan_of(row) if row is not None else None


def plan_text(value: DomainPlan) -> str:
    """Canonical JSON of a plan without its commitments."""
    return written(replace(value, commitments=()))


def states_of(value: DomainCommitment, plan: DomainPlan | None) -> tuple[str, ...]:
    """The States that owe it, by name or as members of a group; where there are none, the bodies that do."""
    return (states_owing(value, plan) if plan is not None else ()) or value.debtors
