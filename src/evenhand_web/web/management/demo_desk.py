"""What the demo's people reported, and what the desk did about it: data, taken in through the services."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand.reports.record import record_from, record_to
from evenhand_web.accounts.access import Actor
from evenhand_web.desk import services
from evenhand_web.intake.models import Door
from evenhand_web.intake.services import Arrival, receive
from evenhand_web.web.management.demo_told import instant, plain, told_of


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """File the reports of the demo's month and do what the desk did; gives a sentence for the terminal."""
    data = told_of(agreement, "reports.yaml")
    ids: dict[str, str] = {}
    for entry in data.get("reports", ()):
        receipt = receive(arrival=_arrival(entry), actor=actors[entry["as"]], now=instant(entry["came"]))
        ids[entry["id"]] = receipt.report
    for entry in data.get("acts", ()):
        facts = {name: value for name, value in entry.items() if name not in {"verb", "report", "as"}}
        _VERBS[entry["verb"]](ids[entry["report"]], facts, actors[entry["as"]], now)
    return f"{len(set(ids.values()))} reports, {len(data.get('acts', ()))} acts"


def _arrival(entry: Mapping[str, Any]) -> Arrival:
    record = record_from(plain(entry["record"]))
    original = record_to(record) | {"instance": f"demo:{entry['id']}"}
    return Arrival(
        instance=f"demo:{entry['id']}",
        replaces=f"demo:{entry['replaces']}" if "replaces" in entry else "",
        original=json.dumps(original, ensure_ascii=False, sort_keys=True).encode(),
        media_type="application/json",
        door=Door.BROWSER,
        form=record.kind.value,
        record=record,
        flags=tuple(entry.get("flags", ())),
    )


def _assess(report: str, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    names = asdict(services.Assessment())
    given = {name: value for name, value in facts.items() if name in names}
    for name in ("begins_at", "ends_at"):
        if name in given:
            given[name] = instant(given[name])
    assessment = services.Assessment(**given | {"violations": tuple(given.get("violations", ()))})
    services.assess(report_id=report, assessment=assessment, reason=facts["reason"], actor=actor, now=now)


def _one(verb: Callable[..., None]) -> Callable[..., None]:
    """A verb about one report, taking its fields as the data has them."""

    def do(report: str, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        verb(report_id=report, **facts, actor=actor, now=now)

    return do


def _many(verb: Callable[..., None]) -> Callable[..., None]:
    def do(report: str, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        verb(report_ids=[report], **facts, actor=actor, now=now)

    return do


def _ask(report: str, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    services.ask(report_id=report, question=facts["text"], actor=actor, now=now)


_VERBS: Mapping[str, Callable[..., None]] = {
    "assign": _many(services.assign),
    "grade": _many(services.grade),
    "route": _many(services.route),
    "settle": _many(services.settle),
    "release": _many(services.release),
    "assess": _assess,
    "attribute": _one(services.attribute),
    "translate": _one(services.translate),
    "answer": _one(services.answer),
    "comment": _one(services.comment),
    "ask": _ask,
}
