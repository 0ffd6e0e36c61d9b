"""What the demo's desk decided about incidents, after the machine has looked for links: data, through the services."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.incidents.models import Alert, Incident, Statement
from evenhand_web.incidents.services import deciding
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.intake.models import Version
from evenhand_web.web.management.demo_told import told_of

_NAMING = ("one", "other", "statement", "origin")


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Look for links and do what the desk did; gives a sentence for the terminal. What is not there is passed over."""
    look_for_links(actor=SYSTEM, now=now)
    acts = told_of(agreement, "reports.yaml").get("incidents", ())
    done = sum(_done(entry, actors[entry["as"]], now) for entry in acts)
    return f"{Incident.objects.filter(into=None).count()} incidents, {done} acts"


def _done(entry: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    if "rule" in entry:
        return _split_off(entry, actor, now)
    incident = _incident_of(entry["of"])
    if incident is None:
        return False
    facts = {name: value for name, value in entry.items() if name not in {"verb", "as", "of"}}
    if entry["verb"] == "join":
        other = _incident_of(facts.pop("other"))
        if other is None or other == incident:
            return False
        facts["other_id"] = other
    facts = {name: _statement(value) if name in _NAMING else value for name, value in facts.items()}
    _VERBS[entry["verb"]](incident_id=incident, **facts, actor=actor, now=now)
    return True


def _split_off(entry: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    """Split the first alert of a rule off an incident that holds alerts of other rules, too."""
    of_rule = set(Alert.objects.filter(rule=entry["rule"]).values_list("pk", flat=True))
    for incident in Incident.objects.filter(into=None, alerts__gte=3).order_by("age"):
        members = list(Statement.objects.filter(incident=incident, gone=False).order_by("pk"))
        chosen = [row.pk for row in members if row.ref in of_rule]
        if 0 < len(chosen) < len(members):
            told = {"chosen": chosen, "shown": [row.pk for row in members], "text": entry["text"]}
            deciding.split(incident_id=incident.pk, **told, actor=actor, now=now)
            return True
    return False


def _statement(report: str) -> str:
    found = Version.objects.filter(instance=f"demo:{report}").values_list("report", flat=True).first()
    return f"report:{found}"


def _incident_of(report: str) -> str | None:
    found = Statement.objects.filter(pk=_statement(report)).values_list("incident", flat=True).first()
    return str(found) if found else None


_VERBS: Mapping[str, Callable[..., None]] = {
    "accept": deciding.accept,
    "refuse": deciding.refuse,
    "join": deciding.join,
    "echo": deciding.echo,
    "release": deciding.release_incident,
    "comment": deciding.comment_incident,
}
