"""From drafts that passed every check to the frozen agreement."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from evenhand.agreements.model import (
    Agreement,
    Area,
    AreaShape,
    Body,
    Category,
    CircleShape,
    Commitment,
    Contradiction,
    CorridorShape,
    CountingRule,
    DeadlineReading,
    DifferenceShape,
    Exemption,
    Party,
    Phase,
    Place,
    PolygonShape,
    Ring,
    Rule,
    RuleCase,
    RuleKind,
    Shape,
    Source,
    UnionShape,
)
from evenhand.agreements.procedure_layout import build_clock, build_procedure, build_working_week
from evenhand.agreements.validation import Draft, Drafts

Points = Mapping[str, tuple[float, float]]


def build_agreement(drafts: Drafts, *, digest: str) -> Agreement:
    """The agreement; `drafts` must have been validated without a fault."""
    draft = drafts.agreement
    points = drafts.points()
    return Agreement(
        id=draft["agreement"],
        version=draft["version"],
        title=draft["title"],
        signed_at=draft["signed_at"],
        in_force=draft["in_force"],
        supersedes=draft.get("supersedes"),
        time_zone=draft["time_zone"],
        sources=tuple(Source(**entry) for entry in draft["sources"]),
        summary=draft["summary"],
        parties=tuple(Party(**entry) for entry in draft["parties"]),
        bodies=tuple(Body(**entry) for entry in draft.get("bodies", ())),
        places=tuple(_place(entry) for entry in drafts.places.get("places", ())),
        areas=tuple(_area(entry, points) for entry in draft.get("areas", ())),
        phases=tuple(Phase(**entry) for entry in draft.get("phases", ())),
        categories=tuple(_category(entry) for entry in draft.get("categories", ())),
        rules=tuple(_rule(entry) for _, entry in sorted(drafts.rules.items())),
        exemptions=tuple(Exemption(**entry) for entry in draft.get("exemptions", ())),
        commitments=tuple(_commitment(entry, draft["time_zone"]) for entry in draft.get("commitments", ())),
        clocks=tuple(build_clock(entry) for entry in draft.get("clocks", ())),
        counting_rules=tuple(CountingRule(**entry) for entry in draft.get("counting_rules", ())),
        contradictions=tuple(Contradiction(**entry) for entry in draft.get("contradictions", ())),
        digest=digest,
        procedure=build_procedure(draft["procedure"]) if "procedure" in draft else None,
        working_week=build_working_week(draft.get("working_week", {})),
    )


def first_too_late(due: date | datetime, time_zone: str) -> datetime:
    """The first instant that is too late: the end of the last day in the zone, or just after the last instant.

    >>> first_too_late(date(2021, 1, 21), "Africa/Tripoli")
    datetime.datetime(2021, 1, 21, 22, 0, tzinfo=datetime.timezone.utc)
    """
    if isinstance(due, datetime):
        return due + timedelta(microseconds=1)
    next_day = due + timedelta(days=1)
    # Where clocks change at midnight, 00:00 may not exist; fold 0 then gives the very instant of the change.
    return datetime.combine(next_day, time(), tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def build_shape(draft: Draft, points: Points) -> Shape:
    """The shape of a draft, its places replaced by their points."""
    if "polygon" in draft:
        return _polygon(draft, points)
    if "multipolygon" in draft:
        return UnionShape(tuple(_polygon(part, points) for part in draft["multipolygon"]))
    if "circle" in draft:
        lon, lat = _point(draft["circle"], points)
        return CircleShape(lon, lat, draft["radius"])
    if "corridor" in draft:
        line = tuple(_point(point, points) for point in draft["corridor"])
        side = draft.get("side", "both")
        return CorridorShape(line, draft.get("width", draft.get("to")), draft.get("from", 0.0), side)
    return _composed(draft, points)


def _composed(draft: Draft, points: Points) -> Shape:
    if "area" in draft:
        return AreaShape(draft["area"])
    if "union" in draft:
        return UnionShape(tuple(build_shape(part, points) for part in draft["union"]))
    cut = draft["difference"]
    return DifferenceShape(build_shape(cut["of"], points), tuple(build_shape(part, points) for part in cut["less"]))


def _polygon(draft: Draft, points: Points) -> PolygonShape:
    along_parallel = draft.get("edges") == "parallel"

    def ring(vertices: tuple[Any, ...]) -> Ring:
        return Ring(tuple(_point(vertex, points) for vertex in vertices), along_parallel)

    return PolygonShape(ring(draft["polygon"]), tuple(ring(hole) for hole in draft.get("holes", ())))


def _point(value: str | tuple[float, float], points: Points) -> tuple[float, float]:
    return points[value] if isinstance(value, str) else value


def _place(draft: Draft) -> Place:
    rest = {key: value for key, value in draft.items() if key != "accuracy"}
    return Place(**{"variants": (), **rest}, accuracy_m=draft["accuracy"])


def _area(draft: Draft, points: Points) -> Area:
    return Area(**{**draft, "shape": build_shape(draft["shape"], points)})


def _category(draft: Draft) -> Category:
    rest = {key: value for key, value in draft.items() if key not in ("calibre", "range")}
    calibre, reach = draft.get("calibre", {}), draft.get("range", {})
    return Category(
        **rest,
        calibre_min_mm=calibre.get("min_mm"),
        calibre_max_mm=calibre.get("max_mm"),
        range_min_km=reach.get("min_km"),
        range_max_km=reach.get("max_km"),
    )


def _rule(draft: Draft) -> Rule:
    renamed = {
        "rule": "id",
        "distance": "distance_m",
        "max_speed": "max_speed_kn",
        "route_tolerance": "route_tolerance_m",
    }
    values = {renamed.get(key, key): value for key, value in draft.items()}
    values["kind"] = RuleKind(values["kind"])
    values["cases"] = tuple(_case(case) for case in draft["cases"])
    return Rule(**values)


def _case(draft: Draft) -> RuleCase:
    return RuleCase(**{"identities": {}, "tracks": {}, **draft})


def _commitment(draft: Draft, time_zone: str) -> Commitment:
    rest = {key: value for key, value in draft.items() if key != "deadline"}
    readings = draft.get("deadline", {}).get("readings", ())
    return Commitment(**rest, readings=tuple(_reading(reading, time_zone) for reading in readings))


def _reading(draft: Draft, time_zone: str) -> DeadlineReading:
    rest = {key: value for key, value in draft.items() if key != "due"}
    return DeadlineReading(**rest, due_at=first_too_late(draft["due"], time_zone))
