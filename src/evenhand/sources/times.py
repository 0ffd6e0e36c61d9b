"""Times of any form into instants: epochs of any magnitude, ISO 8601, named formats; never a guessed zone.

Source: design, section 3 and style, habit 10: a time without a zone is refused unless somebody names the zone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.sources.columns import Bools, Integers, Marks, is_text, numbers, plain, trimmed
from evenhand.sources.faults import BAD_TIME, UNCERTAIN_TIME, ZONELESS_TIME, shown

NO_TIME_ZONE = ProblemKind(
    code="sources.no-time-zone",
    blame="caller",
    message=(
        "The times in {field} have no time zone, for example {value}, so the file was refused. "
        "Name the zone of its clock, for the call (time_zone, --time-zone) or in a mapping: time_zone: Africa/Tripoli."
    ),
)
UNKNOWN_TIME_ZONE = ProblemKind(
    code="sources.unknown-time-zone",
    blame="caller",
    message="{zone!r} is no time zone. Write UTC or a name of the IANA database, such as Africa/Tripoli.",
)

NAT = np.iinfo(np.int64).min
"""Stands for "no instant" in arrays of microseconds."""

EPOCH_UNITS = {"epoch_s": 1_000_000.0, "epoch_ms": 1_000.0, "epoch_us": 1.0, "epoch_ns": 0.001}
_MICROSECONDS = pa.timestamp("us")
_UTC_MICROSECONDS = pa.timestamp("us", tz="UTC")
_EPOCH_TEXT = re.compile(r"[-+]?\d+(\.\d*)?([eE]\+?\d+)?")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_MICROSECONDS_LIMIT = 9.0e18
LEAST_EPOCH = 1e8
"""A bare number below this (March 1973) is a count of days or a compact date, no epoch: "auto" does not guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeForm:
    """How a column writes time.

    `form`: "auto" (an epoch by magnitude, or ISO 8601), "iso", one of EPOCH_UNITS, "epoch", or a strptime pattern.
    `zone`: for times that name none; None: such times are refused.
    """

    form: str = "auto"
    zone: str | None = None


def time_zone(name: str) -> str:
    """The name, if it is a time zone.

    Raises:
        UNKNOWN_TIME_ZONE: it is not.
    """
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise UNKNOWN_TIME_ZONE(zone=name) from None
    return name


def instants(values: pa.Array, form: TimeForm, *, name: str, marks: Marks, is_first: bool = False) -> Integers:
    """Microseconds since 1970 UTC, NAT where the row has no time; rows whose time cannot be read are marked.

    Raises:
        NO_TIME_ZONE: `is_first` (the first chunk of the file) and not one of its times has a zone.
    """
    source = plain(values)
    kind = source.type
    if pa.types.is_null(kind):
        return np.full(len(source), NAT)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _of_timestamps(source, form, name=name, marks=marks, is_first=is_first)
    text = trimmed(source) if is_text(source) else source
    if not is_text(source) or _are_epochs(text, form):
        return _of_numbers(text, form, name=name, marks=marks)
    found = _fast(text, form)
    if found is None:
        return _one_by_one(text, form, name=name, marks=marks, is_first=is_first)
    if isinstance(found.type, pa.TimestampType) and found.type.tz is not None:
        return _microseconds(found)
    return _in_zone(found, form, name=name, marks=marks, is_first=is_first)


def epoch_microseconds(value: float) -> int:
    """Microseconds of an epoch number whose unit its size tells: seconds up to the year 5138, then ms, us, ns.

    >>> epoch_microseconds(1377177267), epoch_microseconds(1442068686579)
    (1377177267000000, 1442068686579000)
    """
    size = abs(value)
    factor = 1e6 if size < 1e11 else 1e3 if size < 1e14 else 1.0 if size < 1e17 else 1e-3
    return round(value * factor)


def read_instant(text: str, *, zone: str | None = None, form: str = "auto") -> datetime | None:
    """The aware instant that one text means, None if it means none; a naive datetime where there is no zone.

    >>> read_instant("2014-06-04T09:10:11Z")
    datetime.datetime(2014, 6, 4, 9, 10, 11, tzinfo=datetime.timezone.utc)
    >>> read_instant("2014-06-04 09:10") is None or read_instant("2014-06-04 09:10").tzinfo is None
    True
    """
    try:
        if form == "auto" and _EPOCH_TEXT.fullmatch(text):
            number = float(text)
            return (
                None if abs(number) < LEAST_EPOCH else datetime.fromtimestamp(epoch_microseconds(number) / 1e6, tz=UTC)
            )
        if form in ("auto", "iso"):
            moment = datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", text))
        else:
            # A pattern may well lack a zone: that is looked at below, not guessed.
            moment = datetime.strptime(text, form)  # noqa: DTZ007
        if moment.tzinfo is None and zone is not None:
            local = moment.replace(tzinfo=ZoneInfo(zone))
            if local.utcoffset() != local.replace(fold=1).utcoffset():
                raise UNCERTAIN_TIME(field="time", value=shown(text), zone=zone)
            moment = local
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _are_epochs(text: pa.Array, form: TimeForm) -> bool:
    if form.form != "auto":
        return form.form == "epoch" or form.form in EPOCH_UNITS
    pattern = r"^[-+]?\d+(\.\d*)?([eE]\+?\d+)?$"
    return bool(pc.all(pc.match_substring_regex(text, pattern)).as_py()) and text.null_count < len(text)


def _of_numbers(source: pa.Array, form: TimeForm, *, name: str, marks: Marks) -> Integers:
    if pa.types.is_integer(source.type) and form.form in ("epoch_us",) and source.null_count == 0:
        whole: Integers = source.cast(pa.int64()).to_numpy()
        return whole
    found = numbers(source, name=name, marks=marks)
    if form.form in EPOCH_UNITS:
        scaled = found * EPOCH_UNITS[form.form]
    else:
        size = np.abs(found)
        factor = np.select([size < 1e11, size < 1e14, size < 1e17], [1e6, 1e3, 1.0], default=1e-3)
        scaled = np.where(size < LEAST_EPOCH, np.inf, found * factor) if form.form == "auto" else found * factor
    too_far = np.abs(scaled) > _MICROSECONDS_LIMIT
    marks.mark(too_far, lambda i: BAD_TIME(field=name, value=shown(source[i])))
    present = ~np.isnan(scaled) & ~too_far
    result = np.full(len(scaled), NAT)
    result[present] = np.rint(scaled[present]).astype(np.int64)
    return result


def _of_timestamps(source: pa.Array, form: TimeForm, *, name: str, marks: Marks, is_first: bool) -> Integers:
    zone = source.type.tz if pa.types.is_timestamp(source.type) else None
    if zone is not None:
        return _microseconds(source.cast(_UTC_MICROSECONDS, safe=False))
    return _in_zone(source.cast(_MICROSECONDS, safe=False), form, name=name, marks=marks, is_first=is_first)


def _fast(text: pa.Array, form: TimeForm) -> pa.Array | None:
    """The whole column at once, with or without zone; None where some value needs to be looked at on its own."""
    if form.form in ("auto", "iso"):
        for kind in (_UTC_MICROSECONDS, _MICROSECONDS):
            try:
                return text.cast(kind)
            except pa.ArrowInvalid:
                continue
        return None
    if set(re.findall("%.", form.form)) <= {"%Y", "%m", "%d", "%H", "%M", "%S"}:
        found = pc.strptime(text, format=form.form, unit="s", error_is_null=True)
        # Arrow rolls 31 February over into March, so only what prints back the same is believed.
        same = pc.equal(pc.strftime(found, format=form.form), text)
        if found.null_count == text.null_count and pc.all(same).as_py():
            return found.cast(_MICROSECONDS)
    return None


def _one_by_one(text: pa.Array, form: TimeForm, *, name: str, marks: Marks, is_first: bool) -> Integers:
    result = np.full(len(text), NAT)
    kinds: dict[int, Problem] = {}
    zoned = naive = 0
    known: dict[str, datetime | Problem | None] = {}
    for index, value in enumerate(text.to_pylist()):
        if value is None:
            continue
        if value not in known:
            known[value] = _instant_or_problem(value, form, name=name)
        moment = known[value]
        if isinstance(moment, Problem):
            kinds[index] = moment
            zoned += moment.kind is UNCERTAIN_TIME
        elif moment is None:
            kinds[index] = BAD_TIME(field=name, value=shown(value))
        elif moment.tzinfo is None:
            naive += 1
            kinds[index] = ZONELESS_TIME(field=name, value=shown(value))
        else:
            zoned += 1
            result[index] = round(moment.timestamp() * 1e6)
    if is_first and naive and not zoned:
        first = next(problem for problem in kinds.values() if problem.kind is ZONELESS_TIME)
        raise NO_TIME_ZONE(field=name, value=first.details["value"])
    where = np.zeros(len(text), dtype=np.bool_)
    where[list(kinds)] = True
    marks.mark(where, lambda i: kinds[i])
    return result


def _instant_or_problem(value: str, form: TimeForm, *, name: str) -> datetime | Problem | None:
    try:
        return read_instant(value, zone=form.zone, form=form.form)
    except Problem as problem:
        return problem.kind(**{**problem.details, "field": name})


def _in_zone(local: pa.Array, form: TimeForm, *, name: str, marks: Marks, is_first: bool) -> Integers:
    """Local times at the named zone; those that the change of clocks makes ambiguous or impossible are marked."""
    present = np.asarray(local.is_valid())
    if form.zone is None:
        if is_first and present.any():
            raise NO_TIME_ZONE(field=name, value=shown(local[int(np.flatnonzero(present)[0])]))
        marks.mark(present, lambda i: ZONELESS_TIME(field=name, value=shown(local[i])))
        return np.full(len(local), NAT)
    if form.zone in ("UTC", "Etc/UTC"):
        return _microseconds(local)
    early, late = (
        _microseconds(pc.assume_timezone(local, form.zone, ambiguous=choice, nonexistent=choice))
        for choice in ("earliest", "latest")
    )
    uncertain: Bools = early != late
    marks.mark(uncertain, lambda i: UNCERTAIN_TIME(field=name, value=shown(local[i]), zone=form.zone))
    return np.where(uncertain, NAT, early)


def _microseconds(moments: pa.Array) -> Integers:
    whole: Integers = pc.fill_null(moments.cast(pa.int64()), NAT).to_numpy(zero_copy_only=False)
    return whole
