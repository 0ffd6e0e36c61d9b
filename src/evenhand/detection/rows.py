"""Rows of ALERTS: what every alert says, whatever its rule."""

from collections.abc import Iterable, Mapping
from typing import Any

from evenhand.agreements.model import Agreement, Rule
from evenhand.detection.fires import Fire
from evenhand.detection.sightings import Part, Row, instant
from evenhand.foundation.canonical import content_id

OF_A_PART = (
    "label", "category", "party", "presence", "entry", "exit", "n_fixes", "max_depth_m", "entry_lon", "entry_lat",
    "exit_lon", "exit_lat", "integrity", "files",
)  # fmt: skip
"""Columns that PARTS and ALERTS share."""


def base_row(agreement: Agreement, rule: Rule, about: Mapping[str, Any], began_us: int, ended_us: int) -> Row:
    """What every alert says, its id included.

    Args:
        agreement: in one version; only its id is part of the alert's id.
        rule: that is held to be broken.
        about: names the subject: area, object, other, event, source, commitment; nulls do not count.
        began_us: microseconds since 1970; part of the id, in milliseconds.
        ended_us: as `began_us`, excluded.
    """
    identity = {
        "agreement": agreement.id,
        "rule": rule.id,
        "began_at_ms": began_us // 1000,
        **{key: value for key, value in about.items() if value is not None},
    }
    return {
        "alert": content_id("alert", identity),
        "agreement": agreement.id,
        "agreement_version": agreement.version,
        "agreement_digest": agreement.digest,
        "rule": rule.id,
        "rule_kind": rule.kind.value,
        "article": rule.article,
        "violation_code": rule.violation_code,
        **{name: about.get(name) for name in ("area", "object", "other", "event", "commitment")},
        "began_at": instant(began_us),
        "ended_at": instant(ended_us),
        "dwell_s": (ended_us - began_us) / 1e6,
        "n_fixes": 0,
        "integrity": [],
        "related": [],
        "files": [],
    }


def certainty(doubts: Iterable[str]) -> Row:
    """Certainty and doubts, each doubt once, in a fixed order.

    >>> certainty(["party-unknown", "integrity", "integrity"])
    {'certainty': 'possible', 'doubts': ['integrity', 'party-unknown']}
    """
    listed = sorted(set(doubts))
    return {"certainty": "possible" if listed else "certain", "doubts": listed}


def row_of_part(agreement: Agreement, rule: Rule, part: Part, *, doubts: Iterable[str] = ()) -> Row:
    """The alert about one presence, with more doubts where there are any."""
    about = {"area": part.area, "object": part.subject.name}
    return {
        **base_row(agreement, rule, about, part.began_us, part.ended_us),
        **certainty((*part.doubts, *doubts)),
        **{name: part.row[name] for name in OF_A_PART},
        # Who is perhaps inside crossed no boundary that anybody saw.
        **({"entry": None, "exit": None} if part.row["presence"] == "perhaps" else {}),
        "distance_m": part.row["outside_m"],
        "related": [part.subject.name],
    }


def row_of_fire(agreement: Agreement, rule: Rule, fire: Fire, *, doubts: Iterable[str]) -> Row:
    """The alert about one event."""
    event = fire.event
    about = {"area": fire.area, "event": event["event"], "source": event["source"]}
    return {
        **base_row(agreement, rule, about, fire.began_us, fire.ended_us),
        **certainty(doubts),
        "category": event["category"],
        "party": event["party"],
        "max_depth_m": fire.depth_m,
        "entry_lon": event["lon"],
        "entry_lat": event["lat"],
        "nuisance": event["nuisance"],
        "related": [event["event"], *([fire.notice] if fire.notice is not None else [])],
        "files": [event["file"]],
    }
