"""What came into the lake since a state was made: which objects it touches, and what it may be the cause of.

Source: docs/methods/one-answer.md, "What late data touch".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement, RuleKind
from evenhand.detection.announcements import ALONE, of_movements
from evenhand.detection.attribution import Cause, Reason
from evenhand.observations.catalogue import CatalogueEntry
from evenhand.observations.lake import Lake
from evenhand.observations.schemas import INSTANT
from evenhand.pipeline.keeping import ENGINE, OBJECTS, Kept

_SEEN = pa.schema([("object", pa.string()), ("rows", pa.int64()), ("first_at", INSTANT), ("last_at", INSTANT)])


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came since a state."""

    objects: pa.Table = field(repr=False)
    """OBJECTS as they are now."""
    touched: frozenset[str] | None
    """Objects to be looked at again; None: all."""
    files: tuple[str, ...]
    """SHA-256 of the files of positions that are new."""
    taken: Mapping[str, str] = field(repr=False)
    """SHA-256 of all files of the lake -> kind."""
    causes: tuple[Cause, ...]


def what_came(lake: Lake, agreement: Agreement, kept: Kept | None, *, as_of: datetime) -> News:
    """Compare a state with the lake, the agreement and the instant up to which is looked now.

    Everything is looked at again where there is no state yet, or it was made by another engine or under another text,
    or a file that it took in is gone, or we look up to an earlier instant than before.

    Args:
        lake: all observations.
        agreement: in its present version.
        kept: the state; None: there is none yet.
        as_of: what was seen or given later is not looked at.
    """
    entries = lake.catalogue()
    taken = {entry.digest: entry.kind for entry in entries}
    known = {} if kept is None else kept.files
    gone = tuple(sorted(set(known) - set(taken)))
    new = [entry for entry in entries if entry.digest not in known]
    fresh = [entry.digest for entry in new if entry.kind == "positions"]
    seen = _seen(lake, fresh)
    before = OBJECTS.empty_table() if kept is None or gone else kept.objects
    if gone:
        seen = _seen(lake, [entry.digest for entry in entries if entry.kind == "positions"])
    objects = _counted([before, *seen]) if seen else before
    causes: list[Cause] = [Cause(reason=Reason.REMOVED, files=gone)] if gone else []
    if kept is None:
        return News(objects=objects, touched=None, files=tuple(fresh), taken=taken, causes=())
    if kept.digest != agreement.digest:
        causes.append(Cause(reason=Reason.AGREEMENT))
    if kept.as_of != as_of:
        causes.append(Cause(reason=Reason.TIME))
    touched = set[str]()
    if not gone:
        for digest, table in zip(fresh, seen, strict=True):
            causes += _of_fixes(kept.objects, table, digest)
            touched.update(table["object"].to_pylist())
    touched |= _moved_on(kept, as_of)
    for digest, subjects in _identified(lake, new):
        causes.append(Cause(reason=Reason.IDENTITY, subjects=subjects, files=(digest,)))
        touched |= subjects
    touched |= _announced(lake, agreement, kept, new, objects)
    causes += _of_notices(lake, agreement, new)
    causes += _of_events(lake, new)
    anew = gone or kept.engine != ENGINE or kept.digest != agreement.digest or as_of < kept.as_of
    return News(
        objects=objects,
        touched=None if anew else frozenset(touched.intersection(objects["object"].to_pylist())),
        files=tuple(fresh),
        taken=taken,
        causes=tuple(causes),
    )


def _seen(lake: Lake, digests: Sequence[str]) -> list[pa.Table]:
    """The objects of each of some files: rows, first and last instant, ordered by name."""
    parts: dict[str, list[pa.Table]] = {digest: [_SEEN.empty_table()] for digest in digests}
    for within, rows in lake.rows_by_file(digests, "positions", columns=["object", "seen_at"]):
        plain = rows.set_column(1, "object", rows["object"].cast(pa.string()))
        counted = plain.group_by(["file", "object"]).aggregate(
            [("seen_at", "count"), ("seen_at", "min"), ("seen_at", "max")]
        )
        named = counted.rename_columns(["file", *_SEEN.names])
        for digest in within:
            own = named if len(within) == 1 else named.filter(pc.equal(named["file"].cast(pa.string()), digest))
            parts[digest].append(own.select(_SEEN.names).cast(_SEEN))
    return [_together(pa.concat_tables(parts[digest])) for digest in digests]


def _together(parts: pa.Table) -> pa.Table:
    """The objects of one file that stand in several of the lake, each once."""
    found = parts.group_by("object").aggregate([("rows", "sum"), ("first_at", "min"), ("last_at", "max")])
    return found.rename_columns(_SEEN.names).sort_by("object")


def _counted(tables: Iterable[pa.Table]) -> pa.Table:
    """OBJECTS of several tables together."""
    whole = pa.concat_tables([table.select(OBJECTS.names).cast(OBJECTS) for table in tables])
    found = whole.group_by("object").aggregate([("rows", "sum"), ("last_at", "max")]).sort_by("object")
    return found.rename_columns({"rows_sum": "rows", "last_at_max": "last_at"}).select(OBJECTS.names).cast(OBJECTS)


def _of_fixes(known: pa.Table, seen: pa.Table, digest: str) -> list[Cause]:
    """Whether the fixes of one file are late, new, or both, by object."""
    place = pc.fill_null(pc.index_in(seen["object"], value_set=known["object"].combine_chunks()), -1).to_numpy()
    last = np.append(known["last_at"].cast(pa.int64()).to_numpy(), np.iinfo(np.int64).min)[place]
    first_at, last_at = (seen[name].cast(pa.int64()).to_numpy() for name in ("first_at", "last_at"))
    causes = []
    for reason, which in ((Reason.LATE_FIXES, first_at <= last), (Reason.NEW_FIXES, last_at > last)):
        subjects = frozenset(seen["object"].filter(pa.array(which)).to_pylist())
        if subjects:
            causes.append(Cause(reason=reason, subjects=subjects, files=(digest,)))
    return causes


def _moved_on(kept: Kept, as_of: datetime) -> set[str]:
    """Objects that time alone concerns: those with fixes later than we looked."""
    if kept.as_of == as_of:
        return set()
    later = pc.greater(kept.objects["last_at"], pa.scalar(kept.as_of, INSTANT))
    return set(kept.objects["object"].filter(later).to_pylist())


def _identified(lake: Lake, new: Sequence[CatalogueEntry]) -> Iterable[tuple[str, frozenset[str]]]:
    """New files of identities, and whom they are about."""
    for entry in new:
        if entry.kind == "identities":
            yield entry.digest, frozenset(lake.rows_of(entry.digest, columns=["object"])["object"].to_pylist())


def _announced(
    lake: Lake, agreement: Agreement, kept: Kept, new: Sequence[CatalogueEntry], objects: pa.Table
) -> set[str]:
    """Objects that new notices may exempt: the one that a notice names, all where it names none.

    A notice that only answers a duty to notify is matched in stage two and touches no object.
    """
    exempting = any(one.needs_notice for one in agreement.exemptions)
    routed = any(rule.route_tolerance_m is not None for rule in agreement.rules)
    if not exempting and not routed:
        return set()
    notices = lake.notices()
    digests = {entry.digest for entry in new if entry.kind == "notices"}
    fresh = [lake.rows_of(digest) for digest in sorted(digests)]
    given_since = notices.filter(pc.greater(notices["given_at"], pa.scalar(kept.as_of, INSTANT)))
    # What a notice corrects no longer holds for whom that was about.
    names = pa.concat_tables([given_since, *fresh])["notice"]
    told = of_movements(notices.filter(pc.is_in(notices["notice"], value_set=names.combine_chunks())))
    named = set(told["object"].to_pylist()) if exempting else set()
    # The way that an object went is held against a notified route while its fixes are at hand, whoever it is about.
    if None in named or (routed and told["route"].null_count < told.num_rows):
        return set(objects["object"].to_pylist())
    return named


def _of_notices(lake: Lake, agreement: Agreement, new: Sequence[CatalogueEntry]) -> list[Cause]:
    files = tuple(entry.digest for entry in new if entry.kind == "notices")
    if not files:
        return []
    rules = about_notices(agreement)
    if any(lake.rows_of(digest, columns=["activity"])["activity"].drop_null() for digest in files):
        rules |= frozenset(rule.id for rule in agreement.rules if rule.event_kinds or rule.kind in ALONE)
    return [Cause(reason=Reason.NOTICE, rules=rules, files=files)]


def about_notices(agreement: Agreement) -> frozenset[str]:
    """The rules for which it matters whether a notice of a movement was given."""
    needing = [one for one in agreement.exemptions if one.needs_notice]
    return frozenset(
        rule.id
        for rule in agreement.rules
        if rule.kind is RuleKind.PRIOR_NOTIFICATION
        or any(not one.rules or rule.id in one.rules or one.id in rule.exemptions for one in needing)
    )


def _of_events(lake: Lake, new: Sequence[CatalogueEntry]) -> list[Cause]:
    return [
        Cause(
            reason=Reason.EVENTS,
            subjects=frozenset(lake.rows_of(entry.digest, columns=["event"])["event"].to_pylist()),
            files=(entry.digest,),
        )
        for entry in new
        if entry.kind == "events"
    ]
