"""A small agreement of two parties and one zone, and tables against it."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from evenhand.agreements.model import (
    Agreement,
    Area,
    Category,
    Party,
    Place,
    PolygonShape,
    Ring,
    Rule,
    RuleKind,
)
from evenhand.detection.plan import detect
from evenhand.foundation.instants import Interval
from evenhand.foundation.texts import Text
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS

START = datetime(2026, 3, 2, tzinfo=UTC)
LATE = datetime(2030, 1, 1, tzinfo=UTC)
ZONE = ((16.0, 31.0), (16.1, 31.0), (16.1, 31.1), (16.0, 31.1))
HARBOUR = Place(
    id="harbour",
    name=Text({"en": "Harbour"}),
    variants=(),
    lon=16.0,
    lat=31.0,
    accuracy_m=50.0,
    kind="town",
    source="us",
)
INSIDE, OUTSIDE = (16.05, 31.05), (15.9, 31.05)


def at(minutes):
    return START + timedelta(minutes=minutes)


def named(of, identity, **more):
    return of(id=identity, name=Text({"en": identity.title()}), article="art. 1", **more)


def rule(kind=RuleKind.EXCLUSION, **more):
    facts = {
        "id": "no-entry",
        "binds": ("north", "south"),
        "areas": ("zone",),
        "categories": ("military-aircraft",),
        "text": Text({"en": "Nobody enters."}),
        "violation_code": "AIR.FLT",
    }
    return Rule(**{"name": Text({"en": "No entry"}), "article": "art. 4(2)", "kind": kind, **facts, **more})


def agreement(*rules, **more):
    tree = [
        ("aircraft", None),
        ("military-aircraft", "aircraft"),
        ("medical-aircraft", "military-aircraft"),
        ("boat", None),
    ]
    facts = {
        "id": "example",
        "version": "1",
        "title": Text({"en": "Example agreement"}),
        "signed_at": START,
        "in_force": Interval(begins_at=datetime(2026, 1, 1, tzinfo=UTC)),
        "supersedes": None,
        "time_zone": "Africa/Tripoli",
        "sources": (),
        "summary": Text({}),
        "parties": (named(Party, "north"), named(Party, "south")),
        "bodies": (),
        "places": (HARBOUR,),
        "areas": (named(Area, "zone", shape=PolygonShape(outer=Ring(vertices=ZONE))),),
        "phases": (),
        "categories": tuple(named(Category, one, parent=parent) for one, parent in tree),
        "rules": rules or (rule(),),
        "exemptions": (),
        "commitments": (),
        "clocks": (),
        "counting_rules": (),
        "contradictions": (),
        "digest": "d" * 64,
    }
    return Agreement(**{**facts, **more})


def positions(tracks, **more):
    """POSITIONS from {object: [(minute, (lon, lat)), ...]}; `more` holds values for every row."""
    rows = [
        {
            "object": name,
            "seen_at": at(minute),
            "lon": lon,
            "lat": lat,
            "source": "gpx",
            "file": "f" * 64,
            "row": 1,
            **more,
        }
        for name, fixes in tracks.items()
        for minute, (lon, lat) in fixes
    ]
    return pa.Table.from_pylist(rows, schema=POSITIONS)


def identities(**known):
    """IDENTITIES from object=(category, party) or object=(category, party, count)."""
    rows = [
        {"object": name, **dict(zip(("category", "party", "count"), facts, strict=False))}
        for name, facts in known.items()
    ]
    return pa.Table.from_pylist(rows, schema=IDENTITIES)


def notice(name="n-1", given=-10_000, begins=0, ends=600, **more):
    return {"notice": name, "given_at": at(given), "begins_at": at(begins), "ends_at": at(ends), **more}


def event(name="e-1", minute=5, place=INSIDE, **more):
    facts = {"event": name, "kind": "shelling", "began_at": at(minute), "ended_at": at(minute), "source": "report"}
    return {**facts, "lon": place[0], "lat": place[1], "party": "north", "file": "e" * 64, "row": 1, **more}


def found(what, *, tracks=None, known=None, notices=(), events=(), done=None, as_of=LATE, **more):
    """The alerts of an agreement as dicts."""
    alerts = detect(
        what,
        positions=tracks if isinstance(tracks, pa.Table) else positions(tracks or {}, **more),
        events=pa.Table.from_pylist(list(events), schema=EVENTS),
        identities=known if known is not None else identities(jet=("military-aircraft", "north")),
        notices=pa.Table.from_pylist(list(notices), schema=NOTICES),
        done=done,
        as_of=as_of,
    )
    return alerts.to_pylist()


PASS = [(0, OUTSIDE), (10, INSIDE), (20, OUTSIDE)]
"""Ten minutes in, ten minutes out."""
