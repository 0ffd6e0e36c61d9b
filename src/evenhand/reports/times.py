"""Times as people write them, into the stretch of time that they leave open; in a zone that is always named.

"2020-12-06" is the whole of that day where it was said, "14:30" the minute, "about 14:30" a quarter of an hour to
either side. The end is not part of the stretch. Words like "evening" are refused, for nobody knows when it begins.

Sources: STIX 2.1 incident extension (fidelity from second to year); ISO 8601; docs/methods/places.md, Times.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from evenhand.foundation.instants import parse_duration
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.record import TIME_BACKWARDS, Fidelity, When
from evenhand.reports.wording import say

NOT_A_TIME = ProblemKind(
    code="reports.not-a-time",
    blame="caller",
    message="{field} is {value!r}, which is no time. Write figures: 2026-03-01, 2026-03-01 14:30, about 14:30.",
)
NO_DATE = ProblemKind(
    code="reports.no-date",
    blame="caller",
    message="{field} is {value!r}, a time of day without its day. Write the date before it: 2026-03-01 {value}.",
)
AMBIGUOUS_DATE = ProblemKind(
    code="reports.ambiguous-date",
    blame="caller",
    message="{field} is {value!r}: which is the day and which the month? Write the year first: 2026-03-01.",
)
UNKNOWN_ZONE = ProblemKind(
    code="reports.unknown-zone",
    blame="caller",
    message="{zone!r} is no time zone. Write a name of the IANA database, such as Africa/Tripoli, or UTC.",
)
SKIPPED_TIME = ProblemKind(
    code="reports.skipped-time",
    blame="caller",
    message="{field} is {value!r}, which no clock in {zone} showed: it was put forward then. Look at the time again.",
)
TOO_EARLY = ProblemKind(
    code="reports.too-early",
    blame="caller",
    message="{field} is {value!r}, before {earliest}. Look at the year again.",
)

ABOUT: Mapping[Fidelity, timedelta] = {
    Fidelity.SECOND: timedelta(minutes=1),
    Fidelity.MINUTE: timedelta(minutes=15),
    Fidelity.HOUR: timedelta(hours=1),
    Fidelity.DAY: timedelta(days=1),
    Fidelity.MONTH: timedelta(days=31),
    Fidelity.YEAR: timedelta(days=366),
}
"""What "about" adds to either side where its writer gives no figure; chosen by us, and said in the form's hint."""
EARLIEST_YEAR = 1970
LATEST_YEAR = 2199
_LONGEST = 120

_MARKS = re.compile(r"[\u064b-\u0652\u0640\u200b-\u200f\u2066-\u2069]")
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx\.?|circa|ca\.?|vers|environ|autour de)(?=\s)|(?:^|(?<=\s))[~≈]"
    r"|حوالي|نحو|تقريبا|قرابة|大约|约|左右"
)
_GIVE = re.compile(r"±\s*(?P<length>\d+(?:\.\d+)?\s*[a-z]+)")
_TO = r"/(?=\s|\d{4}-\d)|\s[-‐-―]\s|\bto\b|\buntil\b|\bà\b|إلى|حتى|至|到|~"
_APART = re.compile(rf"\s*(?:{_TO}|(?<=:\d\d)[-‐-―](?=\d))\s*")
_APART_IN_ISO = re.compile(rf"\s*(?:{_TO})\s*")
"""There 14:30-03:00 is a time with its offset."""
_ISO = re.compile(r"\dt\d")
_ZONE = r"(?P<zone>\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*(?:h|[:h.٫时點点]\s*"
    r"(?:(?P<minute>\d{2})(?:\s*[:分]\s*(?P<second>\d{2})(?:[.,]\d+)?)?\s*[分秒]?)?)" + _ZONE
)
_DATE = re.compile(
    r"(?:(?P<y>\d{4})(?:\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2}))?)?\s*[年月日号]?"
    r"|(?P<one>\d{1,2})(?P<sign>[./])(?P<two>\d{1,2})[./](?P<year>\d{4}))(?:\s*[t,،]?\s*|$)"
)
_TIME = re.compile(_CLOCK)


def read_when(
    text: str,
    *,
    zone: str,
    field: str = "time",
    day: date | None = None,
    about: Mapping[Fidelity, timedelta] = ABOUT,
) -> When:
    """The stretch of time that a text leaves open, from its beginning to its end, which is not part of it.

    Where a clock was put back, the hour that came twice is read as either: the stretch holds both.

    Args:
        text: a year, month, day, hour, minute or second, or two of them with "to" or a dash between, with "about" or
            "± 20 min" where it is not known better. Digits of any script. An offset (Z, +02:00) goes before `zone`.
        zone: IANA name of the zone in which it is said, mostly the agreement's.
        field: what it answers, for the Problem.
        day: the day of a time of day that stands alone; None: such a time is refused.
        about: what "about" adds to either side, by fidelity.

    Raises:
        NOT_A_TIME, NO_DATE, AMBIGUOUS_DATE, UNKNOWN_ZONE, SKIPPED_TIME, TOO_EARLY: what is wrong with it.
        TIME_BACKWARDS (reports.record): it ends before it begins.

    >>> when = read_when("2020-12-06", zone="Africa/Tripoli")
    >>> when.begins_at.isoformat(), when.ends_at.isoformat(), str(when.fidelity)
    ('2020-12-05T22:00:00+00:00', '2020-12-06T22:00:00+00:00', 'day')
    """
    said = text.strip()
    if not said or len(said) > _LONGEST:
        raise NOT_A_TIME(field=field, value=said[:_LONGEST])
    where = _zone(zone)
    plain, half = _without_about(_plain(said), field, said)
    apart = _APART_IN_ISO if _ISO.search(plain) else _APART
    parts = [part for part in apart.split(plain) if part.strip()]
    if not 1 <= len(parts) <= 2:
        raise NOT_A_TIME(field=field, value=said)
    first, on = _one(parts[0], where, field=field, said=said, day=day)
    whole = first
    if len(parts) == 2:
        last, _ = _one(parts[1], where, field=field, said=said, day=on)
        whole = between(first, last)
    if half is not None:
        whole = _widened(whole, half or about[whole.fidelity])
    return replace(whole, stated=said)


def between(first: When, last: When) -> When:
    """From the beginning of one stretch to the end of another, as finely as the coarser of the two says.

    Raises:
        TIME_BACKWARDS (reports.record): the second begins before the first.
    """
    if last.begins_at < first.begins_at:
        raise TIME_BACKWARDS(begins_at=first.begins_at, ends_at=last.begins_at)
    order = list(Fidelity)
    coarser = max(first.fidelity, last.fidelity, key=order.index)
    return When(begins_at=first.begins_at, ends_at=last.ends_at, fidelity=coarser)


def say_when(when: When, *, zone: str, language: str = "en") -> str:
    """The stretch in words, in local time with the zone named: from its first to its last second, minute or day.

    Raises:
        UNKNOWN_ZONE: there is no such zone.

    >>> say_when(read_when("2020-12-06 14:30", zone="Africa/Tripoli"), zone="Africa/Tripoli")
    '2020-12-06 14:30 (Africa/Tripoli)'
    >>> say_when(read_when("about 2020-12-06 14:30", zone="UTC"), zone="UTC")
    'between 2020-12-06 14:15 and 2020-12-06 14:45 (UTC)'
    """
    where = _zone(zone)
    begins, ends = when.begins_at.astimezone(where), when.ends_at.astimezone(where)
    forms = {
        Fidelity.SECOND: ("%Y-%m-%d %H:%M:%S", timedelta(seconds=1)),
        Fidelity.MINUTE: ("%Y-%m-%d %H:%M", timedelta(minutes=1)),
        Fidelity.HOUR: ("%Y-%m-%d %H:%M", timedelta(0)),
        Fidelity.DAY: ("%Y-%m-%d", timedelta(hours=25)),
        Fidelity.MONTH: ("%Y-%m", timedelta(days=31, hours=1)),
        Fidelity.YEAR: ("%Y", timedelta(days=366, hours=1)),
    }
    form, unit = forms[when.fidelity]
    first = begins.strftime(form)
    if when.ends_at - when.begins_at <= unit:
        return say("time.one", language=language, time=first, zone=zone)
    last = (ends if when.fidelity is Fidelity.HOUR else ends - timedelta(microseconds=1)).strftime(form)
    return say("time.between", language=language, begins=first, ends=last, zone=zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise UNKNOWN_ZONE(zone=name) from None


def _plain(text: str) -> str:
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in folded)


def _without_about(plain: str, field: str, said: str) -> tuple[str, timedelta | None]:
    """The text without its "about", and how much it gives to either side: None: none was said, 0: no figure."""
    half: timedelta | None = None
    if match := _GIVE.search(plain):
        try:
            half = parse_duration(match["length"], field=field)
        except Problem:
            raise NOT_A_TIME(field=field, value=said) from None
        if half > timedelta(days=366):
            raise NOT_A_TIME(field=field, value=said)
        plain = plain.replace(match[0], " ")
    stripped = _ABOUT.sub(" ", plain)
    if stripped != plain and half is None:
        half = timedelta(0)
    return stripped.strip(), half


def _widened(when: When, half: timedelta) -> When:
    return replace(when, begins_at=when.begins_at - half, ends_at=when.ends_at + half)


def _one(part: str, zone: tzinfo, *, field: str, said: str, day: date | None) -> tuple[When, date]:
    """One point of the calendar or the clock, and its day."""
    rest = part.strip()
    year_to_day: tuple[int, ...] = () if day is None else (day.year, day.month, day.day)
    dated = _DATE.match(rest)
    if dated is not None and (_TIME.fullmatch(rest) is None):
        year_to_day = _date(dated, field, said)
        rest = rest[dated.end() :]
    clock = _TIME.fullmatch(rest) if rest else None
    if (rest and clock is None) or (dated is None and clock is None):
        raise NOT_A_TIME(field=field, value=said)
    if clock is None:
        return _calendar(year_to_day, zone, field, said), date(*(*year_to_day, 1, 1)[:3])
    if not year_to_day:
        raise NO_DATE(field=field, value=said)
    if len(year_to_day) < 3:
        raise NOT_A_TIME(field=field, value=said)
    return _clocked(year_to_day, clock, zone, field=field, said=said), date(*year_to_day)


def _date(match: re.Match[str], field: str, said: str) -> tuple[int, ...]:
    if match["y"] is not None:
        found = tuple(int(match[name]) for name in ("y", "m", "d") if match[name] is not None)
    else:
        one, two = int(match["one"]), int(match["two"])
        if match["sign"] == "/" and one <= 12 and two <= 12 and one != two:
            raise AMBIGUOUS_DATE(field=field, value=said)
        month_first = match["sign"] == "/" and two > 12
        found = (int(match["year"]), one if month_first else two, two if month_first else one)
    if found[0] < EARLIEST_YEAR:
        raise TOO_EARLY(field=field, value=said, earliest=EARLIEST_YEAR)
    if found[0] > LATEST_YEAR:
        raise NOT_A_TIME(field=field, value=said)
    try:
        date(*(*found, 1, 1)[:3])
    except ValueError:
        raise NOT_A_TIME(field=field, value=said) from None
    return found


def _calendar(parts: tuple[int, ...], zone: tzinfo, field: str, said: str) -> When:
    year, month, day = (*parts, 1, 1)[:3]
    first = date(year, month, day)
    if len(parts) == 1:
        after, fidelity = date(year + 1, 1, 1), Fidelity.YEAR
    elif len(parts) == 2:
        after, fidelity = date(year + month // 12, month % 12 + 1, 1), Fidelity.MONTH
    else:
        after, fidelity = first + timedelta(days=1), Fidelity.DAY
    begins, ends = (datetime(at.year, at.month, at.day, tzinfo=zone).astimezone(UTC) for at in (first, after))
    if begins.year < EARLIEST_YEAR and year > EARLIEST_YEAR:
        raise TOO_EARLY(field=field, value=said, earliest=EARLIEST_YEAR)
    return When(begins_at=begins, ends_at=ends, fidelity=fidelity)


def _clocked(parts: tuple[int, ...], clock: re.Match[str], zone: tzinfo, *, field: str, said: str) -> When:
    year, month, day = parts
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    fidelity, unit = Fidelity.HOUR, timedelta(hours=1)
    if clock["second"] is not None:
        fidelity, unit = Fidelity.SECOND, timedelta(seconds=1)
    elif clock["minute"] is not None:
        fidelity, unit = Fidelity.MINUTE, timedelta(minutes=1)
    where = _offset(clock["zone"], zone, field, said)
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=where)
    except ValueError:
        raise NOT_A_TIME(field=field, value=said) from None
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late or early.astimezone(where).replace(fold=0) != local:
        raise SKIPPED_TIME(field=field, value=said, zone=str(where))
    return When(begins_at=early, ends_at=late + unit, fidelity=fidelity)


def _offset(stated: str | None, zone: tzinfo, field: str, said: str) -> tzinfo:
    if stated is None or not stated.strip():
        return zone
    figures = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", stated.strip())
    if figures is None:
        return UTC
    length = timedelta(hours=int(figures[2]), minutes=int(figures[3]))
    if length > timedelta(hours=15) or int(figures[3]) > 59:
        raise NOT_A_TIME(field=field, value=said)
    return timezone(length if figures[1] == "+" else -length)
