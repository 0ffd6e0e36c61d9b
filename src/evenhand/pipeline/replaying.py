"""History run again under another version of an agreement: what it would have found, alert by alert.

Source: docs/methods/one-answer.md, "Replay".
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement
from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import ChangeKind, compare
from evenhand.detection.plan import detect

DIFFERENCES = tuple(kind for kind in ChangeKind if kind is not ChangeKind.RESTATED)
"""Kinds of change that a replay shows: that every alert now rests on the other version goes without saying."""


class Observed(TypedDict):
    """What was seen and said, by kind."""

    positions: pa.Table
    events: pa.Table
    identities: pa.Table
    notices: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTotal:
    """One rule under both versions."""

    rule: str
    before: int
    """Alerts under the old version."""
    after: int
    unchanged: int
    """Alerts of the new version that say what one of the old version said."""
    changes: Mapping[ChangeKind, int]
    """By kind of DIFFERENCES, how many; kinds without any are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The same observations under two versions."""

    before: pa.Table
    """ALERTS under the old version."""
    after: pa.Table
    """ALERTS under the new one."""
    changes: pa.Table
    """CHANGES of the kinds in DIFFERENCES."""

    def totals(self) -> tuple[RuleTotal, ...]:
        """One total a rule that found anything under either version, by rule."""
        counts = [Counter(table["rule"].to_pylist()) for table in (self.before, self.after)]
        kinds: dict[str, Counter[ChangeKind]] = {}
        for rule, kind in zip(self.changes["rule"].to_pylist(), self.changes["change"].to_pylist(), strict=True):
            kinds.setdefault(rule, Counter())[ChangeKind(kind)] += 1
        totals = []
        for rule in sorted({*counts[0], *counts[1]}):
            found = kinds.get(rule, Counter())
            fresh = found.total() - found[ChangeKind.WITHDRAWN]
            totals.append(
                RuleTotal(
                    rule=rule,
                    before=counts[0][rule],
                    after=counts[1][rule],
                    unchanged=counts[1][rule] - fresh,
                    changes={kind: found[kind] for kind in DIFFERENCES if found[kind]},
                )
            )
        return tuple(totals)


def replay(
    old: Agreement,
    new: Agreement,
    *,
    as_of: datetime,
    done: Mapping[str, datetime] | None = None,
    **observed: Unpack[Observed],
) -> Replay:
    """Hold two versions of an agreement against the same observations, and say what differs.

    Args:
        old: the version to compare with.
        new: the other one, in force or only thought of.
        as_of: what was seen or given later than this instant is not looked at.
        done: by commitment, when it was met.
        observed: positions (POSITIONS), events (EVENTS), identities (IDENTITIES), notices (NOTICES).

    Raises:
        SCHEMA_MISMATCH, NAIVE_INSTANT, BAD_COORDINATES: see `detect`.
    """
    before, after = (detect(agreement, **observed, done=done, as_of=as_of) for agreement in (old, new))
    return replayed(before, after)


def replayed(before: pa.Table, after: pa.Table) -> Replay:
    """The difference between two answers to the same observations under two versions.

    Args:
        before: ALERTS under the old version.
        after: ALERTS under the new one.
    """
    changes = compare(before, after, causes=(Cause(reason=Reason.AGREEMENT),))
    shown = changes.filter(pc.is_in(changes["change"], value_set=pa.array(list(DIFFERENCES), pa.string())))
    return Replay(before=before, after=after, changes=shown)
