"""From the answers of a form to the JSON of a record.

The nodes of a form bear the names of the record's fields. Only what people answer in another shape than the record has
is turned here: times, places, ranges of people, files, and what the device says of itself. Groups whose names begin
with `p_` are pages of the screen and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, get_args, get_type_hints

from evenhand.foundation.instants import format_instant
from evenhand.reports.forms.locations import geopoint, number, place_of, points_of
from evenhand.reports.forms.nodes import Node
from evenhand.reports.record import Fidelity, Record

REPEATS = ("items", "attached", "provisions")
_OF_THE_DEVICE = ("start", "end", "deviceid", "username", "here", "serial")
_TIME = frozenset({"known", "at", "margin_min", "until", "day"})
_PLACE = frozenset({
    "kind", "position_by", "receiver", "marked", "lat", "lon", "accuracy_m", "named", "bearing_by", "bearing_deg",
    "bearing_point", "bearing_mil", "bearing_error_deg", "range_low_m", "range_high_m", "route", "area",
})  # fmt: skip
"""What `parts/when.yaml` and `parts/place.yaml` ask."""
_FILES = ("photo", "audio", "video", "file")
_CASUALTIES = ("civilians_killed", "civilians_injured", "military_killed", "military_injured")
_HALF_AN_HOUR = 30.0
_MINUTE = timedelta(minutes=1)

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The JSON of a record, and whether some time came without its zone."""

    record: Answers
    zoneless: bool


def record_of(root: Node, *, kind: str, zone: tzinfo, reporter_type: str) -> Answered:
    """The JSON of the record that a filled-in form gives; `record_from` says what cannot be so.

    Args:
        root: of the submission.
        kind: of the report; the id of the form.
        zone: of times that come without one; that of the phone, where it said one, goes first.
        reporter_type: where the form does not ask for it.
    """
    asked = _answers(root)
    asked.pop("meta", None)
    told = {name: _text(asked.pop(name, "")) for name in _OF_THE_DEVICE}
    clock = _Clock(_zone_of(told["start"]) or _zone_of(told["end"]), zone)
    record: Answers = {"kind": kind, "reporter_type": reporter_type, "claimed": _claimed(told, clock)} | asked
    _turn(record, "when", _TIME, lambda group: _when(group, clock))
    _turn(record, "place", _PLACE, place_of)
    for name in REPEATS:
        record[name] = asked.get(name, [])
    record["items"] = [_item(item, record["place"], clock) for item in record["items"]]
    record["attached"] = [_file(file) for file in record["attached"]]
    record["violations"] = _text(asked.get("violations", "")).split()
    record["casualties"] = _casualties(asked.get("casualties"), record.pop("anybody_hurt", ""))
    if isinstance(asked.get("patrol"), Mapping):
        record["patrol"] = patrol = _patrol(asked["patrol"])
        record["place"] = record["place"] or patrol.get("route")
    typed: Answers = _typed(Record, record)
    return Answered(record=typed, zoneless=clock.guessed)


def _answers(node: Node) -> Answers:
    """Names to text, to answers of a group, or to a list of them for what can be repeated."""
    found: Answers = {}
    for child in node.children:
        if child.name.startswith("p_"):
            for name, value in _answers(child).items():
                _put(found, name, value)
        elif child.name in REPEATS:
            _put(found, child.name, [_answers(child)])
        else:
            _put(found, child.name, _answers(child) if child.children else child.text.strip())
    return found


def _put(found: Answers, name: str, value: Any) -> None:
    """Enter an answer; a second one of the same name, which no form gives, stands apart, so that somebody says so."""
    if name in found and name in REPEATS:
        found[name] = found[name] + value
    else:
        found[f"{name} (twice)" if name in found else name] = value


def _turn(record: Answers, name: str, known: frozenset[str], turned: Callable[[Mapping[str, str]], Any]) -> None:
    """Put what a group of answers means in its place. What no form asks for stands apart: nothing is lost unsaid."""
    group = record.get(name)
    record[name] = None
    if isinstance(group, Mapping):
        for extra in group:
            if extra not in known or not isinstance(group[extra], str):
                record[f"{name}.{extra}"] = group[extra]
        record[name] = turned({one: value for one, value in group.items() if one in known and isinstance(value, str)})
    elif group:
        record[f"{name}."] = group


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "?"


class _Clock:
    """Reads times as phones write them, and remembers whether one had no zone and was read in the agreement's."""

    def __init__(self, phone: tzinfo | None, otherwise: tzinfo) -> None:
        self.guessed = False
        self._phone, self._otherwise = phone, otherwise

    def zone(self) -> tzinfo:
        """The phone's own zone, as far as it is known."""
        self.guessed = self.guessed or self._phone is None
        return self._phone or self._otherwise

    def moment(self, text: str) -> datetime | None:
        """An instant, UTC; None where it is none."""
        try:
            found = datetime.fromisoformat(text.strip())
            return (found if found.tzinfo else found.replace(tzinfo=self.zone())).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def day(self, text: str) -> tuple[datetime, datetime] | None:
        """The first instant of a day and the first of the next; None where it is none."""
        try:
            first = date.fromisoformat(text.strip()[:10])
            after = first + timedelta(days=1)
            zone = self.zone()
            return tuple(datetime(at.year, at.month, at.day, tzinfo=zone).astimezone(UTC) for at in (first, after))  # type: ignore[return-value]
        except (ValueError, OverflowError):
            return None


def _zone_of(text: str) -> tzinfo | None:
    try:
        offset = datetime.fromisoformat(text.strip()).utcoffset()
    except ValueError:
        return None
    return None if offset is None else timezone(offset)


def _when(asked: Mapping[str, str], clock: _Clock) -> Answers | None:
    """The stretch of time: a minute, a minute give or take so many, from one to another, or a whole day."""
    if asked.get("known") == "day":
        whole = clock.day(asked.get("day", ""))
        begins, ends = whole or (None, None)
        return _stretch(begins, ends, Fidelity.DAY, asked.get("day", ""))
    at, until = asked.get("at", ""), asked.get("until", "")
    if not at:
        return None
    margin = number(asked.get("margin_min") or "30") if asked.get("known") == "about" else 0.0
    begins, ends = clock.moment(at), clock.moment(until or at)
    fidelity = Fidelity.HOUR if isinstance(margin, float) and margin >= _HALF_AN_HOUR else Fidelity.MINUTE
    said = " ".join([at, *([f"– {until}"] if until else []), *([f"± {margin} min"] if margin else [])])
    if begins is None or ends is None or isinstance(margin, str) or abs(margin) > 1e5:
        return _stretch(None, None, fidelity, said)
    half = timedelta(minutes=margin)
    try:
        return _stretch(begins - half, ends + (half or _MINUTE), fidelity, said)
    except OverflowError:  # the first or last minutes that a calendar has
        return _stretch(None, None, fidelity, said)


def _stretch(begins: datetime | None, ends: datetime | None, fidelity: Fidelity, said: str) -> Answers:
    """As JSON; what could not be read stands there as it was written, so that the reader of the record says so."""
    found: Answers = {"fidelity": fidelity.value, "stated": said}
    for name, moment in (("begins_at", begins), ("ends_at", ends)):
        found[name] = said or "?" if moment is None else format_instant(moment)
    return found


def _item(asked: Answers, place: Answers | None, clock: _Clock) -> Answers:
    item = dict(asked)
    _turn(item, "when", _TIME, lambda group: _when(group, clock))
    _turn(item, "place", _PLACE, lambda group: place_of(group, observer=place))
    item["count"] = _count(asked.get("count"))
    return item


def _count(asked: Any) -> Any:
    """How many of an item: one figure is low and high where it is exact."""
    if not isinstance(asked, Mapping):
        return asked
    if not any(asked.values()):
        return None
    count = dict(asked)
    if count.get("qualifier") in ("exact", "") and count.get("low"):
        count["high"] = count.get("high") or count["low"]
    return count


def _casualties(asked: Any, anybody: Any) -> Any:
    """Ranges of people. Where somebody said that nobody was hurt, each is nought, which is not the same as unknown."""
    if anybody == "no":
        return {name: {"low": 0, "high": 0} for name in _CASUALTIES}
    if not isinstance(asked, Mapping):
        return asked
    return {name: _people(group) if isinstance(group, Mapping) else group for name, group in asked.items()}


def _people(asked: Mapping[str, Any]) -> Answers | None:
    if not any(asked.values()):
        return None
    low, high = asked.get("low"), asked.get("high")
    qualifier = "exact" if low == high else "about" if high else "at-least"
    return dict(asked) | {"qualifier": qualifier}


def _patrol(asked: Mapping[str, Any]) -> Answers:
    patrol = dict(asked)
    route = points_of(_text(asked.get("route", "")))
    patrol["route"] = {"kind": "route", "points": route} if route else None
    visited = _text(asked.get("posts_visited", ""))
    patrol["posts_visited"] = [line.strip() for line in visited.splitlines() if line.strip()]
    return patrol


def _file(asked: Answers) -> Answers:
    """A file under the one name it has: the last part of a path."""
    names = [_text(asked[part]) for part in _FILES if asked.get(part)]
    rest = {name: value for name, value in asked.items() if name not in ("kind", *_FILES)}
    return rest | {"name": base_name(names[0]) if len(names) == 1 else ""}


def base_name(name: str) -> str:
    """The last part of a path.

    >>> base_name("../../etc/passwd")
    'passwd'
    """
    return name.replace("\\", "/").rpartition("/")[2].strip()


def _claimed(told: Mapping[str, str], clock: _Clock) -> Answers:
    """What the device says; what cannot be so is left out here, for it is no reason not to read the report."""
    here = {name: value for name, value in geopoint(told["here"]).items() if isinstance(value, float)}
    serial = number(told["serial"])
    claimed: Answers = {name: value for name, value in here.items() if abs(value) < 1e9}
    for name, moment in (("started_at", told["start"]), ("finished_at", told["end"])):
        found = clock.moment(moment)
        claimed[name] = None if found is None else format_instant(found)
    claimed["device"] = told["deviceid"][:200]
    claimed["serial"] = int(serial) if isinstance(serial, float) and 0 < serial < 1e9 else None
    return claimed


def _typed(kind: Any, data: Any) -> Any:
    """Text into numbers where the record has numbers; everything else as it is."""
    arguments = [one for one in get_args(kind) if one is not type(None)]
    if isinstance(data, list) and arguments:
        return [_typed(arguments[0], item) for item in data]
    inner = arguments[0] if arguments and not is_dataclass(kind) else kind
    if is_dataclass(inner) and isinstance(inner, type) and isinstance(data, Mapping):
        hints = _hints(inner)
        return {name: _typed(hints[name], value) if name in hints else value for name, value in data.items()}
    return number(data) if inner in (int, float) and isinstance(data, str) and data else data


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    known = get_type_hints(cls)
    return {field.name: known[field.name] for field in fields(cls)}
