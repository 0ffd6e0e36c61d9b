"""The demo's commitments: the bundled plans, and what people of a scenario said of them, through the services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand.commitments.acts import ConditionSaid, Evidence, content_from
from evenhand.commitments.bridging import with_agreements
from evenhand.foundation.codec import from_json, to_json
from evenhand.sources.plan_files import bundled_plans, load_plan
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements.queries import adopted
from evenhand_web.commitments import services
from evenhand_web.commitments.models import Commitment
from evenhand_web.web.management.demo_told import instant, plain, told_of

Entry = Mapping[str, Any]

_OURS = {"as", "at", "plan", "do", "evidence", "reason", "shared", "text", "kind", "what"}
"""Names of an entry that do not go into the act as they stand."""


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Read the bundled plans in and do what the scenario tells of them up to `now`; gives a sentence."""
    told = told_of(agreement, "commitments.yaml")
    if not told:
        return "none"
    kept = {entry["plan"]: entry for entry in told["plans"] if entry["plan"] in bundled_plans()}
    for name, entry in kept.items():
        at, actor = instant(entry["at"]), actors[entry["as"]]
        plan = load_plan(name).plan
        plan = with_agreements(plan, [adopted.agreement(one) for one in plan.agreements])
        services.keep_plan(value=plan, actor=actor, now=at)
        shown = tuple(entry.get("release", ()))
        if shown:
            services.release_plan(plan=name, organisations=shown, actor=actor, now=at)
    ids = {(row.plan, row.key): row.pk for row in Commitment.objects.filter(plan__in=kept)}
    done = left = 0
    for entry in sorted(told["acts"], key=lambda one: instant(one["at"])):
        if instant(entry["at"]) > now:
            continue
        known = "commitment" not in entry or (entry["plan"], entry["commitment"]) in ids
        if known and entry["plan"] in kept:
            _act(entry, ids, actors[entry["as"]], instant(entry["at"]))
            done += 1
        else:
            left += 1
    services.remind(actor=actors["duty"], now=now)
    return f"{len(ids)} commitments in {len(kept)} plans, {done} acts" + (
        f", {left} about nothing known" if left else ""
    )


def _act(entry: Entry, ids: Mapping[tuple[str, str], str], actor: Actor, at: datetime) -> None:
    if entry["do"] == "follow":
        services.follow(kind=entry["kind"], what=entry["what"], actor=actor, now=at)
        return
    facts = {name: to_json(plain(value)) for name, value in entry.items() if name not in _OURS}
    evidence = tuple(from_json(Evidence, plain(one), what="evidence") for one in entry.get("evidence", ()))
    shared = entry.get("shared", True)
    more: dict[str, Any] = {"evidence": evidence, "reason": entry.get("reason", ""), "shared": shared}
    if entry["do"] in {"condition-said", "occurred"}:
        content = content_from(entry["do"], facts)
        assert isinstance(content, ConditionSaid) or entry["do"] == "occurred"  # noqa: S101 - by its name
        services.say_of_plan(plan=entry["plan"], content=content, actor=actor, now=at, **more)  # type: ignore[arg-type]
        return
    commitment = ids[entry["plan"], entry["commitment"]]
    if entry["do"] == "comment":
        services.comment(commitment_id=commitment, text=entry["text"], shared=shared, actor=actor, now=at)
        return
    services.say(commitment_id=commitment, content=content_from(entry["do"], facts), actor=actor, now=at, **more)
