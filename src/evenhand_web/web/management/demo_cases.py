"""How the demo's cases went: the acts of a scenario's people, in the order of their instants, through the services."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand.cases.acts import Content, Opened, PositionTaken, content_from
from evenhand.cases.codes import Position, Question
from evenhand.cases.findings import digest_of
from evenhand.cases.signing import Statement
from evenhand.foundation.codec import from_json
from evenhand.foundation.instants import format_instant
from evenhand_web.accounts.access import Actor
from evenhand_web.cases import access
from evenhand_web.cases.models import Case
from evenhand_web.cases.services.acting import act, open_case
from evenhand_web.cases.signatures import signature_for
from evenhand_web.incidents.models import Statement as Member
from evenhand_web.intake.models import Version
from evenhand_web.web.management.demo_told import instant, plain, told_of

Entry = Mapping[str, Any]

_APART = {"as", "at", "act", "step", "at_time", "at_place", "reports", "report", "incident_of"}
"""Names of an entry that do not go into the act as they stand."""


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Do everything that the scenario tells of cases up to `now`; gives a sentence for the terminal."""
    told = told_of(agreement, "cases.yaml").get("cases", ())
    rows: dict[str, Case] = {}
    done = 0
    for at, case, entry in sorted(_entries(told), key=lambda one: one[0]):
        if at > now:
            continue
        actor = actors[entry["as"]]
        if case not in rows:
            rows[case] = open_case(agreement=agreement.id, content=_opened(entry), actor=actor, now=at)
            continue
        file = None
        for content in _contents(entry, rows[case], actors, at):
            file = act(case_id=rows[case].pk, content=content, actor=actor, now=at)
        done += file is not None
    return f"{len(rows)} cases, {done} acts"


def _entries(told: Any) -> Iterator[tuple[datetime, str, Entry]]:
    for case in told:
        for entry in (case["opened"], *case["acts"]):
            yield instant(entry["at"]), case["id"], entry


def _facts(entry: Entry) -> dict[str, Any]:
    """What goes into the act: reports and the incident by their ids, instants under the name that it gives them."""
    facts = {name: plain(value) for name, value in entry.items() if name not in _APART}
    at = entry.get("at_time", entry.get("at_place"))
    if at is not None:
        facts["at"] = plain(at)
    subjects = [{"kind": "report", "ref": _report(one)} for one in entry.get("reports", ())]
    incident = _incident_of(entry["incident_of"]) if "incident_of" in entry else None
    if incident is not None:
        subjects.append({"kind": "incident", "ref": incident})
    if subjects:
        facts["subjects"] = subjects
    if "report" in entry:
        facts["subject"] = {"kind": "report", "ref": _report(entry["report"])}
    return facts


def _opened(entry: Entry) -> Opened:
    return from_json(Opened, _facts(entry), what="opened")


def _contents(entry: Entry, case: Case, actors: Mapping[str, Actor], at: datetime) -> Iterator[Content]:
    if "step" in entry:
        yield content_from("stepped", {**_facts(entry), "step": entry["step"]})
        return
    short = _SHORT.get(entry["act"])
    if short is not None:
        yield from short(entry, case, actors, at)
        return
    facts = _facts(entry)
    if entry["act"] == "visit-held":
        facts["reports"] = [_report(one) for one in entry.get("reports", ())]
        facts.pop("subjects", None)
    yield content_from(entry["act"], facts)


def _team(entry: Entry, _case: Case, _actors: Mapping[str, Actor], _at: datetime) -> Iterator[Content]:
    members = [
        {"user": user, "organisation": organisation, "side": side, "task": task}
        for user, organisation, side, task in entry["members"]
    ]
    yield content_from("team-set", {**_facts(entry), "members": members})


def _answers(entry: Entry, _case: Case, _actors: Mapping[str, Actor], _at: datetime) -> Iterator[Content]:
    for question in Question:
        answer, text = entry[question.value]
        facts = {"question": question.value, "answer": answer, "text": text, "standard": entry["standard"]}
        yield content_from("question-answered", facts)


def _position(entry: Entry, case: Case, actors: Mapping[str, Actor], at: datetime) -> Iterator[Content]:
    actor = actors[entry["as"]]
    seat = access.seat_of(actor)
    finding = access.case_for(actor, case.pk).view.findings[-1]
    position = PositionTaken(
        version=finding.version,
        digest=digest_of(case.number, finding),
        position=Position(entry["position"]),
        organisation=entry.get("side", seat.organisation),
        side=entry.get("side", seat.side),
        text=entry.get("text", {}),
        signed_at=format_instant(at),
    )
    if position.position in (Position.SIGNED, Position.DISSENTS):
        statement = Statement(case=case.number, user=actor.username, position=position)
        position = replace(position, signature=signature_for(statement, {}, actor=actor, now=at))
    yield position


def _meet(entry: Entry, _case: Case, actors: Mapping[str, Actor], _at: datetime) -> Iterator[Content]:
    present = [{"user": user, "side": access.seat_of(actors[user]).side} for user in entry["present"]]
    facts = {**_facts(entry), "present": present, "at": plain(entry["at"])}
    yield content_from("meeting-held", facts)


def _vote(entry: Entry, case: Case, actors: Mapping[str, Actor], _at: datetime) -> Iterator[Content]:
    actor = actors[entry["as"]]
    file = access.case_for(actor, case.pk).view
    facts = {
        "meeting": file.meetings[-1].meeting,
        "ruling": file.rulings[-1].version,
        "user": actor.username,
        "side": access.seat_of(actor).side,
    }
    yield content_from("voted", {**_facts(entry), **facts})


_SHORT: Mapping[str, Callable[[Entry, Case, Mapping[str, Actor], datetime], Iterator[Content]]] = {
    "team-set": _team,
    "answers": _answers,
    "position": _position,
    "meet": _meet,
    "vote": _vote,
}


def _report(entry: str) -> str:
    """The id of a report of the scenario; an id that leads nowhere where there is none, and the door says so."""
    return Version.objects.filter(instance=f"demo:{entry}").values_list("report", flat=True).first() or entry


def _incident_of(entry: str) -> str | None:
    """The incident of a report; None where nothing was grouped."""
    found = Member.objects.filter(pk=f"report:{_report(entry)}").values_list("incident", flat=True).first()
    return str(found) if found else None
