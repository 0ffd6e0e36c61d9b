"""What the demo's people did about the alerts, so that every screen has something to show: found by what alerts are,
not by which; each through the services that a person's click goes through.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from evenhand_web.accounts.access import Actor
from evenhand_web.incidents import services

_EACH = 3


def act(alerts: pa.Table, *, actors: Mapping[str, Actor], now: datetime) -> int:
    """Dismiss what is a known harmless source, hand out work, release to those concerned; gives how many acts."""
    rows: list[dict[str, Any]] = alerts.to_pylist()
    duty = actors["duty"]
    harmless = [row["alert"] for row in rows if row["nuisance"]]
    # The latest are left open, as they would be on a real desk.
    dismissed = harmless[: len(harmless) * 3 // 4]
    if dismissed:
        services.dismiss(
            alert_ids=dismissed,
            reason="harmless",
            text="A listed flare or an announced demolition.",
            actor=duty,
            now=now,
        )
    open_rows = [row for row in rows if not row["nuisance"]]
    certain = [row for row in open_rows if row["certainty"] == "certain"]
    possible = [row for row in open_rows if row["certainty"] == "possible"]
    done = len(dismissed)
    for assignee, chosen in (("monitor", certain[-_EACH:]), ("analyst", possible[:_EACH])):
        if chosen:
            services.assign(alert_ids=[row["alert"] for row in chosen], assignee=assignee, actor=duty, now=now)
            done += len(chosen)
    if possible:
        words = "Whose it was cannot be said from one track. Asked both sides."
        services.comment(alert_id=possible[0]["alert"], text=words, actor=actors["analyst"], now=now)
        done += 1
    return done + _release(certain, actors=actors, now=now)


def _release(certain: list[dict[str, Any]], *, actors: Mapping[str, Actor], now: datetime) -> int:
    """Show each party some alerts about itself, and the commission all of those; one party answers."""
    duty, done = actors["duty"], 0
    for liaison in sorted(name for name in actors if actors[name].party):
        party = actors[liaison].party
        chosen = _spread([row for row in certain if row["party"] == party])
        if not chosen:
            continue
        for organisation in (party, "commission"):
            services.release(alert_ids=chosen, organisation=organisation, text="For your answer.", actor=duty, now=now)
            done += len(chosen)
        answer = "We are looking into it and will give our account to the commission."
        services.comment(alert_id=chosen[0], text=answer, actor=actors[liaison], now=now)
        done += 1
    return done


def _spread(rows: list[dict[str, Any]]) -> list[str]:
    """Up to three alerts of different rules where there are several, in order of time."""
    by_rule: dict[str, str] = {}
    for row in rows:
        by_rule.setdefault(row["rule"], row["alert"])
    others = [row["alert"] for row in rows if row["alert"] not in by_rule.values()]
    return [*by_rule.values(), *others][:_EACH]
