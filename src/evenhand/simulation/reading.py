"""Scenarios from YAML, with faults that name the entry, the value and the remedy."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from evenhand.foundation.geodesy import destination
from evenhand.foundation.instants import Interval, parse_duration, parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import Text
from evenhand.foundation.units import parse_distance_m
from evenhand.simulation.movers import Go, Orbit, Profile, Roam, Stay, Step
from evenhand.simulation.scenario import (
    Breach,
    Heat,
    Identity,
    Mover,
    Network,
    NoticePlan,
    Report,
    Scenario,
    Trip,
)
from evenhand.simulation.sensors import Jammer, Receiver, Span

NO_SUCH_SCENARIO = ProblemKind(
    code="simulation.no-such-scenario",
    blame="missing",
    message="There is no scenario {name!r}. Choose one of: {known}.",
)
FAULTY_SCENARIO = ProblemKind(
    code="simulation.faulty-scenario",
    blame="caller",
    message="Scenario entry {where}: {value!r} is not {wanted}. Correct it.",
)

Places = Mapping[str, tuple[float, float]]
"""Gazetteer ids to (lon, lat) in degrees."""

_SPEED = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(m/s|km/h|kt)\s*$")
_MPS_PER_UNIT = {"m/s": 1.0, "km/h": 1.0 / 3.6, "kt": 1852.0 / 3600.0}
_NO_TIME = timedelta(0)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times faster, and not in every build of PyYAML."""


def bundled_scenarios() -> tuple[str, ...]:
    """The names of the scenarios that come with the library, sorted."""
    folder = files("evenhand.simulation").joinpath("scenarios")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def bundled_scenario(name: str) -> bytes:
    """The YAML of a bundled scenario.

    Raises:
        NO_SUCH_SCENARIO: there is none of that name.
    """
    if name not in bundled_scenarios():
        raise NO_SUCH_SCENARIO(name=name, known=", ".join(bundled_scenarios()))
    return files("evenhand.simulation").joinpath("scenarios", f"{name}.yaml").read_bytes()


def scenario_agreement(data: bytes) -> str:
    """Which agreement a scenario plays under, so that its places can be fetched before it is read.

    >>> scenario_agreement(b"agreement: coastal-example")
    'coastal-example'
    """
    return _whole(data).text("agreement")


def scenario_period(data: bytes) -> Interval:
    """The time that a scenario plays in."""
    period = _whole(data).entry("period")
    return Interval(begins_at=period.instant("from"), ends_at=period.instant("until"))


def read_scenario(data: bytes, *, places: Places) -> Scenario:
    """A scenario from its YAML.

    Raises:
        FAULTY_SCENARIO: the first entry that is wrong, with what was wanted.
    """
    whole = _whole(data)
    period = whole.entry("period")
    begins_at, ends_at = period.instant("from"), period.instant("until")
    read = _Reader(places=places, always=Span(begins_s=begins_at.timestamp(), ends_s=ends_at.timestamp()))
    profiles = {name: read.profile(entry) for name, entry in whole.named("profiles")}
    networks = tuple(read.network(name, entry) for name, entry in whole.named("networks"))
    known = {network.id for network in networks}
    return Scenario(
        id=whole.text("scenario"),
        title=Text(dict(whole.value("title"))),
        agreement=whole.text("agreement"),
        begins_at=begins_at,
        ends_at=ends_at,
        networks=networks,
        jammers=tuple(read.jammer(entry) for entry in whole.entries("jammers")),
        movers=tuple(read.mover(entry, profiles, known) for entry in whole.entries("movers")),
        heat=tuple(read.heat(entry) for entry in whole.entries("heat")),
        reports=tuple(read.report(entry, known) for entry in whole.entries("reports")),
    )


class _Entry:
    """One mapping of the file, with its place in it for messages."""

    def __init__(self, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise FAULTY_SCENARIO(where=where or "(whole file)", value=value, wanted="a mapping")
        self.where = where
        self.mapping: dict[str, Any] = value

    def has(self, key: str) -> bool:
        return self.mapping.get(key) is not None

    def value(self, key: str, default: Any = None) -> Any:
        found = self.mapping.get(key)
        if found is None and default is None:
            raise FAULTY_SCENARIO(where=self.at(key), value=found, wanted="there, but it has to be")
        return default if found is None else found

    def at(self, key: str | int) -> str:
        return f"{self.where}.{key}".lstrip(".")

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.value(key, default))

    def word(self, key: str) -> str | None:
        return str(self.mapping[key]) if self.has(key) else None

    def number(self, key: str, default: float | None = None) -> float:
        found = self.value(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise FAULTY_SCENARIO(where=self.at(key), value=found, wanted="a number")
        return float(found)

    def instant(self, key: str) -> datetime:
        return parse_instant(self.value(key), field=self.at(key))

    def duration(self, key: str, default: timedelta | None = None) -> timedelta:
        found = self.value(key, default)
        backwards = isinstance(found, str) and found.startswith("-")
        length = parse_duration(found.removeprefix("-") if isinstance(found, str) else found, field=self.at(key))
        return -length if backwards else length

    def distance_m(self, key: str, default: str | None = None) -> float:
        return parse_distance_m(self.value(key, default), field=self.at(key))

    def speed_mps(self, key: str, default: str | None = None) -> float:
        found = self.value(key, default)
        match = _SPEED.match(str(found))
        if match is None:
            raise FAULTY_SCENARIO(where=self.at(key), value=found, wanted="a speed such as 290 kt, 50 km/h or 8 m/s")
        return float(match[1]) * _MPS_PER_UNIT[match[2]]

    def entry(self, key: str) -> "_Entry":
        return _Entry(self.at(key), self.value(key))

    def entries(self, key: str) -> list["_Entry"]:
        return [_Entry(self.at(f"{key}[{number}]"), item) for number, item in enumerate(self.items(key))]

    def items(self, key: str) -> list[Any]:
        found = self.mapping.get(key) or []
        if not isinstance(found, list):
            raise FAULTY_SCENARIO(where=self.at(key), value=found, wanted="a list")
        return found

    def named(self, key: str) -> list[tuple[str, "_Entry"]]:
        inner = self.entry(key)
        return [(str(name), _Entry(inner.at(str(name)), item)) for name, item in inner.mapping.items()]

    def chosen(self, key: str, known: "set[str] | Mapping[str, Any]") -> str:
        found = self.text(key)
        if found not in known:
            raise FAULTY_SCENARIO(where=self.at(key), value=found, wanted=f"one of {', '.join(sorted(known))}")
        return found


def _whole(data: bytes) -> _Entry:
    try:
        return _Entry("", yaml.load(data, Loader=_LOADER))  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise FAULTY_SCENARIO(where="(whole file)", value=str(fault), wanted="YAML in UTF-8") from None


class _Reader:
    """Entries to values; knows the gazetteer and the period."""

    def __init__(self, *, places: Places, always: Span) -> None:
        self.places = places
        self.always = always

    def point(self, value: Any, where: str) -> tuple[float, float]:
        if isinstance(value, list) and len(value) == 2:
            return float(value[0]), float(value[1])
        if isinstance(value, dict):
            entry = _Entry(where, value)
            base = self.point(entry.value("of"), entry.at("of"))
            return destination(*base, entry.number("bearing"), entry.distance_m("distance"))
        if value not in self.places:
            raise FAULTY_SCENARIO(where=where, value=value, wanted="a place of the agreement's gazetteer")
        return self.places[value]

    def go(self, value: Any, where: str) -> Go:
        return Go(*self.point(value, where))

    def step(self, value: Any, where: str) -> Step:
        makers: dict[str, Callable[[_Entry], Step]] = {
            "stay": lambda entry: Stay(entry.duration("stay").total_seconds()),
            "orbit": lambda entry: Orbit(*self.circle(entry, "orbit")),
            "roam": lambda entry: Roam(*self.circle(entry, "roam")),
        }
        if isinstance(value, dict):
            for key, make in makers.items():
                if key in value:
                    return make(_Entry(where, value))
        return self.go(value, where)

    def circle(self, entry: _Entry, key: str) -> tuple[float, float, float, float]:
        lon, lat = self.point(entry.value(key), entry.at(key))
        return lon, lat, entry.distance_m("radius"), entry.duration("for").total_seconds()

    def span(self, entry: _Entry) -> Span:
        begins_s = entry.instant("from").timestamp() if entry.has("from") else self.always.begins_s
        ends_s = entry.instant("until").timestamp() if entry.has("until") else self.always.ends_s
        return Span(begins_s=begins_s, ends_s=ends_s)

    def profile(self, entry: _Entry) -> Profile:
        cruise_mps = entry.speed_mps("cruise")
        return Profile(
            cruise_mps=cruise_mps,
            slowest_mps=entry.speed_mps("slowest") if entry.has("slowest") else cruise_mps,
            altitude_m=entry.distance_m("altitude", "0 m"),
            climb_mps=entry.speed_mps("climb", "8 m/s"),
            taxi_s=entry.duration("taxi", _NO_TIME).total_seconds(),
            wobble_m=entry.distance_m("wobble", "0 m"),
        )

    def network(self, name: str, entry: _Entry) -> Network:
        kinds = {"adsb", "ais", "gpx", "osmand", "table", "fires", "reports"}
        midnight = "2000-01-01T{}:00Z"
        return Network(
            id=name,
            kind=entry.chosen("kind", kinds),  # type: ignore[arg-type]
            every=entry.duration("every"),
            receivers=tuple(
                Receiver(
                    **dict(zip(("lon", "lat"), self.point(one.value("at"), one.at("at")), strict=True)),
                    range_m=one.distance_m("range"),
                    mast_m=one.distance_m("mast", "30 m"),
                )
                for one in entry.entries("receivers")
            ),
            outages=tuple(self.span(one) for one in entry.entries("outages")),
            loss=entry.number("loss", 0.0),
            accuracy_m=entry.distance_m("accuracy", "30 m"),
            late=entry.duration("late", timedelta(hours=1)),
            expected=entry.duration("expected") if entry.has("expected") else None,
            faults=int(entry.number("faults", 0)),
            files_of=entry.duration("files_of", timedelta(days=7)),
            passes=tuple(
                parse_instant(midnight.format(at), field=entry.at("passes"))
                - parse_instant(midnight.format("00:00"), field=entry.at("passes"))
                for at in entry.items("passes")
            ),
        )

    def jammer(self, entry: _Entry) -> Jammer:
        lon, lat = self.point(entry.value("at"), entry.at("at"))
        return Jammer(
            lon=lon,
            lat=lat,
            radius_m=entry.distance_m("radius"),
            drift_m=entry.distance_m("drift"),
            span=self.span(entry),
        )

    def mover(self, entry: _Entry, profiles: Mapping[str, Profile], known: set[str]) -> Mover:
        for network in entry.items("networks"):
            if network not in known:
                raise FAULTY_SCENARIO(where=entry.at("networks"), value=network, wanted="a network of this scenario")
        return Mover(
            object=entry.text("object"),
            label=entry.word("label"),
            profile=profiles[entry.chosen("profile", profiles)],
            networks=tuple(entry.items("networks")),
            trips=tuple(self.trip(one) for one in entry.entries("trips")),
            identity=_identity(entry.entry("identity")) if entry.has("identity") else None,
            silent=tuple(self.span(one) for one in entry.entries("silent")),
            emitter=entry.text("emitter", "A3"),
            ship=entry.entry("ship").mapping if entry.has("ship") else None,
        )

    def trip(self, entry: _Entry) -> Trip:
        departs = entry.value("departs")
        jitter = _NO_TIME
        if isinstance(departs, dict):
            series = entry.entry("departs")
            jitter = series.duration("jitter", _NO_TIME)
            departures = _series(series)
        else:
            departures = tuple(parse_instant(one, field=entry.at("departs")) for one in entry.items("departs"))
        return Trip(
            start=self.go(entry.value("from"), entry.at("from")),
            steps=tuple(self.step(one, entry.at("steps")) for one in entry.items("steps")),
            departs=departures,
            jitter=jitter,
            notice=_notice(entry.entry("notice")) if entry.has("notice") else None,
            breaks=_breaches(entry),
        )

    def heat(self, entry: _Entry) -> Heat:
        lon, lat = self.point(entry.value("at"), entry.at("at"))
        return Heat(
            name=entry.text("name"),
            lon=lon,
            lat=lat,
            power_mw=entry.number("power_mw"),
            span=self.span(entry),
            known_site=bool(entry.mapping.get("known_site", False)),
            breaks=_breaches(entry),
        )

    def report(self, entry: _Entry, known: set[str]) -> Report:
        lon, lat = self.point(entry.value("at"), entry.at("at"))
        begins_at = entry.instant("from")
        count = entry.items("count") or [None, None]
        return Report(
            event=entry.text("event"),
            network=entry.chosen("network", known),
            kind=entry.text("kind"),
            lon=lon,
            lat=lat,
            accuracy_m=entry.distance_m("accuracy"),
            happened=Interval(begins_at=begins_at, ends_at=entry.instant("until") if entry.has("until") else begins_at),
            told_after=entry.duration("told_after", timedelta(hours=2)),
            party=entry.word("party"),
            category=entry.word("category"),
            count_low=count[0],
            count_high=count[-1],
            confidence=entry.word("confidence"),
            nuisance=entry.word("nuisance"),
            text=entry.text("text", ""),
            breaks=_breaches(entry),
        )


def _series(entry: _Entry) -> tuple[datetime, ...]:
    at, last, every = entry.instant("first"), entry.instant("last"), entry.duration("every")
    if every <= _NO_TIME:
        raise FAULTY_SCENARIO(where=entry.at("every"), value=str(every), wanted="longer than nothing")
    departures = []
    while at <= last:
        departures.append(at)
        at += every
    return tuple(departures)


def _notice(entry: _Entry) -> NoticePlan:
    return NoticePlan(
        before=entry.duration("before"),
        begins=entry.duration("begins", _NO_TIME),
        ends=entry.duration("ends"),
        party=entry.word("party"),
        category=entry.word("category"),
        area=entry.word("area"),
        max_count=int(entry.number("max_count")) if entry.has("max_count") else None,
        for_object=bool(entry.mapping.get("for_object", True)),
    )


def _identity(entry: _Entry) -> Identity:
    return Identity(
        category=entry.word("category"),
        party=entry.word("party"),
        basis=entry.text("basis"),
        count=int(entry.number("count")) if entry.has("count") else None,
    )


def _breaches(entry: _Entry) -> tuple[Breach, ...]:
    return tuple(
        Breach(
            rule=one.text("rule"),
            area=one.word("area"),
            certainty=one.chosen("certainty", {"certain", "possible"}) if one.has("certainty") else "certain",  # type: ignore[arg-type]
        )
        for one in entry.entries("breaks")
    )
