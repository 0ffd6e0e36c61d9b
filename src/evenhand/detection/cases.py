"""Runs the cases of rules through `detect` itself: there is no second implementation to agree with.

Source: docs/reference/agreement-format.md, "Cases".
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from evenhand.agreements.case_lines import parse_event, parse_expectation, parse_fix
from evenhand.agreements.model import Agreement, Rule, RuleCase
from evenhand.detection.plan import RUNNING_KINDS, detect
from evenhand.foundation.instants import Interval
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS

_LAST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What a case expects and what was found, in the words of cases, sorted."""

    expected: tuple[str, ...]
    found: tuple[str, ...]
    passed: bool
    runs: bool = True
    """False: rules of this kind do not run yet, and the case says nothing."""


def run_case(agreement: Agreement, rule: Rule, case: RuleCase) -> CaseResult:
    """Run one case of one rule, the other rules set aside.

    Raises:
        BAD_CASE_LINE: a line of the case that cannot be read.
    """
    expected = tuple(sorted(_expected(line) for line in case.expect))
    if rule.kind not in RUNNING_KINDS:
        return CaseResult(expected=expected, found=(), passed=False, runs=False)
    alerts = detect(
        _world_of(agreement, rule),
        positions=_positions(agreement, case),
        events=_events(agreement, case),
        identities=_identities(case),
        notices=_notices(case),
        done=case.done,
        as_of=case.as_of or _LAST,
    )
    kinds = {f"event-{number}": parse_event(agreement, line).kind for number, line in enumerate(case.events)}
    found = tuple(sorted(_words(rule, alert, kinds) for alert in alerts.to_pylist()))
    return CaseResult(expected=expected, found=found, passed=found == expected)


def _world_of(agreement: Agreement, rule: Rule) -> Agreement:
    """The agreement as a case takes it: one rule, whose phase has begun, and nothing done but what the case says."""
    begun = tuple(
        replace(phase, in_force=Interval()) if phase.id == rule.phase and phase.in_force is None else phase
        for phase in agreement.phases
    )
    owed = tuple(replace(one, status="agreed") for one in agreement.commitments)
    return replace(agreement, rules=(rule,), phases=begun, commitments=owed)


def _expected(line: str) -> str:
    """A line of `expect`; where it is about two objects, their order and the unit of the distance do not matter."""
    expectation = parse_expectation(line)
    if expectation.other is None or expectation.distance_m is None or expectation.subject is None:
        return expectation.line
    return _possibly(expectation.possible, _near(expectation.subject, expectation.other, expectation.distance_m))


def _near(one: str, other: str, distance_m: float) -> str:
    """Two objects and a distance, as cases write them."""
    first, second = sorted((one, other))
    return f"{first} within {distance_m / 1000:g} km of {second}"


def _possibly(possible: bool, words: str) -> str:  # noqa: FBT001 - a word, not a switch
    return f"possibly {words}" if possible else words


def _words(rule: Rule, alert: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """An alert as cases write it."""
    possible = alert["certainty"] == "possible"
    if alert["other"] is not None:
        return _possibly(possible, _near(alert["object"], alert["other"], rule.distance_m or 0.0))
    where = "anywhere" if alert["area"] is None else f"in {alert['area']}"
    if alert["limit"] is not None:
        low, high = alert["count_low"], alert["count_high"]
        subject = f"{low if low == high else f'{low}-{high}'} of {alert['limit']}"
    elif alert["reason"] == "no-passage":
        subject = "nobody"
    elif alert["commitment"] is not None:
        subject, where = alert["commitment"], alert["reason"]
    elif alert["event"] is not None:
        subject = kinds[alert["event"]]
    else:
        subject = alert["object"]
    return _possibly(possible, f"{subject} {where}")


def _positions(agreement: Agreement, case: RuleCase) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for name, lines in case.tracks.items():
        for line in lines:
            fix = parse_fix(agreement, line)
            rows.append(
                {
                    "object": name,
                    "seen_at": fix.at,
                    "lon": fix.lon,
                    "lat": fix.lat,
                    "accuracy_m": fix.accuracy_m,
                    **_provenance(case, len(rows) + 1),
                }
            )
    return pa.Table.from_pylist(rows, schema=POSITIONS)


def _events(agreement: Agreement, case: RuleCase) -> pa.Table:
    rows = []
    for number, line in enumerate(case.events):
        event = parse_event(agreement, line)
        rows.append(
            {
                "event": f"event-{number}",
                "kind": event.kind,
                "began_at": event.at,
                "ended_at": event.at,
                "lon": event.lon,
                "lat": event.lat,
                "party": event.party,
                "accuracy_m": event.accuracy_m,
                **_provenance(case, number + 1),
            }
        )
    return pa.Table.from_pylist(rows, schema=EVENTS)


def _identities(case: RuleCase) -> pa.Table:
    rows = [{"object": name, "basis": "case", **known} for name, known in case.identities.items()]
    return pa.Table.from_pylist(rows, schema=IDENTITIES)


def _notices(case: RuleCase) -> pa.Table:
    names = {"given": "given_at", "from": "begins_at", "until": "ends_at"}
    rows = [
        {"notice": f"notice-{number}", **{names.get(key, key): value for key, value in notice.items()}}
        for number, notice in enumerate(case.notices)
    ]
    return pa.Table.from_pylist(rows, schema=NOTICES)


def _provenance(case: RuleCase, row: int) -> dict[str, Any]:
    digest = hashlib.sha256(case.it.encode()).hexdigest()
    return {"source": "case", "file": digest, "row": row}
