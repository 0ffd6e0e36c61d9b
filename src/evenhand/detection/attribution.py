"""Why an answer changed: what came in between, put to the alerts that it concerns.

Source: docs/methods/one-answer.md, "Why".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection.pairing import Pairs


class Reason(StrEnum):
    """Why an answer changed, as far as it can be told."""

    LATE_FIXES = "late-fixes"
    """Fixes came that are older than others of the same object that were known already."""
    NEW_FIXES = "new-fixes"
    """Fixes came that are newer than all that were known of the object."""
    CORRECTED_FIXES = "corrected-fixes"
    """Another word came about an instant at which the object was known already."""
    EVENTS = "events"
    IDENTITY = "identity"
    NOTICE = "notice"
    AGREEMENT = "agreement"
    REMOVED = "removed"
    """A file is not there any more."""
    DATA = "data"
    """Other files than before; what in them made the difference is not known."""
    TIME = "time"
    """Nothing but the time up to which is looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that came between two answers."""

    reason: Reason
    subjects: frozenset[str] | None = None
    """Objects, events, commitments and notices that it concerns; None: any."""
    rules: frozenset[str] | None = None
    """Rules that it concerns; None: any."""
    files: tuple[str, ...] = ()
    """SHA-256 of the files that it came with."""


_SUBJECTS = ("object", "other", "event", "commitment")
_ORDER = {reason: number for number, reason in enumerate(Reason)}

Row = Mapping[str, Any]
Told = tuple[list[str], list[str]]
"""Reasons, and files."""


def attributed(
    before: pa.Table, after: pa.Table, pairs: Pairs, causes: Sequence[Cause] | None
) -> tuple[list[list[str]], list[list[str]]]:
    """Reasons and files of each change: of every fresh row in order, then of every row that is gone.

    A cause counts for an alert that names one of its subjects and is about one of its rules. Where it came with files
    on which the alert newly rests, those are named, else all of the cause. Time is a reason only where none other is.

    Args:
        before: ALERTS.
        after: ALERTS.
        pairs: what is linked to what.
        causes: what came in between; None: told from the alerts alone.
    """
    narrow = [*_SUBJECTS, "rule", "related", "files", "agreement_digest"]
    fresh = after.take(pa.array(pairs.fresh)).select(narrow).to_pylist()
    nearest = before.take(pa.array(pairs.nearest, mask=pairs.nearest < 0)).select(narrow).to_pylist()
    gone = before.take(pa.array(pairs.gone)).select(narrow).to_pylist()
    both: list[tuple[Row | None, Row | None]] = [
        (old if number >= 0 else None, new)
        for old, new, number in zip(nearest, fresh, pairs.nearest.tolist(), strict=True)
    ]
    both += [(old, None) for old in gone]
    judge = _Inference(before, after) if causes is None else _Causes(causes)
    told = [judge.of(old, new) for old, new in both]
    return [reasons for reasons, _files in told], [files for _reasons, files in told]


class _Causes:
    """Causes by subject, so that a change looks only at those that may concern it."""

    def __init__(self, causes: Sequence[Cause]) -> None:
        self._general = [cause for cause in causes if cause.subjects is None]
        self._by_subject: dict[str, list[Cause]] = {}
        for cause in causes:
            for subject in cause.subjects or ():
                self._by_subject.setdefault(subject, []).append(cause)

    def of(self, old: Row | None, new: Row | None) -> Told:
        """Reasons and files of one change; of what is gone or new one side is None."""
        found = {id(cause): cause for cause in self._about(old, new)}.values()
        added = set(_files(new)) - set(_files(old))
        reasons = {cause.reason for cause in found}
        if len(reasons) > 1:
            reasons -= {Reason.TIME}
        files = {name for cause in found for name in (added.intersection(cause.files) or cause.files)}
        return _ordered(reasons), sorted(files)

    def _about(self, old: Row | None, new: Row | None) -> Iterable[Cause]:
        sides = [side for side in (old, new) if side is not None]
        subjects = {side[name] for side in sides for name in _SUBJECTS}
        subjects.update(*(side["related"] for side in sides))
        rule = sides[0]["rule"]
        for cause in (*self._general, *(one for subject in subjects for one in self._by_subject.get(subject, ()))):
            if cause.rules is None or rule in cause.rules:
                yield cause


class _Inference:
    """What two tables of alerts tell by themselves."""

    def __init__(self, before: pa.Table, after: pa.Table) -> None:
        digests = [set(pc.unique(table["agreement_digest"]).to_pylist()) for table in (before, after)]
        self._other_text = all(digests) and digests[0] != digests[1]
        self._known = set(pc.unique(pc.list_flatten(before["files"])).to_pylist())

    def of(self, old: Row | None, new: Row | None) -> Told:
        """Reasons and files of one change."""
        if old is not None and new is not None:
            added = sorted(set(_files(new)) - set(_files(old)))
            other_text = old["agreement_digest"] != new["agreement_digest"]
            other_files = set(_files(new)) != set(_files(old))
        else:
            added = sorted(set(_files(new)) - self._known)
            other_text, other_files = self._other_text, bool(added)
        reasons = {Reason.AGREEMENT} if other_text else set()
        return _ordered(reasons | ({Reason.DATA} if other_files else set())), added


def _files(row: Row | None) -> Sequence[str]:
    return () if row is None else row["files"]


def _ordered(reasons: Iterable[Reason]) -> list[str]:
    return [reason.value for reason in sorted(reasons, key=_ORDER.__getitem__)]
