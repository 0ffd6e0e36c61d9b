"""An incident on its map: the shape of each statement, and what they have in common or how far they are apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.gazetteer import say_distance
from evenhand.incidents.testimony import Told
from evenhand.reports.overlaps import gap_m
from evenhand.reports.shapes import area_m2
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import access, witnesses
from evenhand_web.incidents.models import StatementKind
from evenhand_web.map.agreement_map import agreement_features
from evenhand_web.map.features import collection, feature

MOST_DRAWN = 60
MOST_GAPS = 6
_TOLERANCE_DEG = 0.00005


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What shapes have in common."""

    common: BaseGeometry | None
    """None: nothing."""
    sentences: tuple[str, ...]


def incident_features(actor: Actor, incident_id: str, *, now: datetime) -> dict[str, Any]:
    """What the map of an incident draws of the statements that this actor may see, as a feature collection.

    Raises:
        NO_SUCH_INCIDENT: it is not there for this actor.
    """
    incident = access.incident_for(actor, incident_id)
    agreement = next(iter(agreements.current(now)), None)
    made = agreement_features(agreement, only=frozenset())["features"] if agreement else []
    shapes = shapes_of(actor, incident.pk)
    for key, shape in shapes.items():
        kind = "reported" if key.startswith(StatementKind.REPORT) else "other-sector"
        made.append(feature(_geojson(shape), kind=kind))
    common = _common([*shapes.values()])
    if common is not None:
        made.append(feature(_geojson(common), kind="common"))
    return collection(made, evenhand={"incident": incident.pk})


def shapes_of(actor: Actor, incident: str) -> dict[str, BaseGeometry]:
    """By statement that this actor may see where the truth may be, the first few in order."""
    rows = list(
        access.visible_statements(actor).filter(incident=incident, left_out="").order_by("began_at", "pk")[:MOST_DRAWN]
    )
    found: dict[str, BaseGeometry] = {}
    for kind in (StatementKind.REPORT, StatementKind.ALERT):
        for one in witnesses.read(kind, [row.ref for row in rows if row.kind == kind]):
            if isinstance(one.told, Told):
                found[one.row.statement] = one.told.shape
    return {row.pk: found[row.pk] for row in rows if row.pk in found}


def meeting(actor: Actor, incident: str, labels: dict[str, str], *, language: str) -> Meeting:
    """What the shapes of an incident have in common, in words; or which of them lie apart, and how far."""
    shapes = shapes_of(actor, incident)
    if len(shapes) < 2:
        return Meeting(common=None, sentences=())
    common = _common([*shapes.values()])
    if common is not None:
        told = _("All places have %(surface)s km² in common.") % {
            "surface": f"\u2066{area_m2(common) / 1e6:,.2f}\u2069"
        }
        return Meeting(common=common, sentences=(told,))
    apart = sorted(
        (
            (gap_m(shapes[one], shapes[other]), one, other)
            for one, other in combinations(shapes, 2)
            if not shapes[one].intersects(shapes[other])
        ),
        reverse=True,
    )
    if not apart:
        return Meeting(common=None, sentences=(_("Each two places overlap, but all together have nothing in common."),))
    sentences = tuple(
        _("%(one)s and %(other)s lie %(distance)s apart.")
        % {
            "one": f"\u2068{labels.get(one, one)}\u2069",
            "other": f"\u2068{labels.get(other, other)}\u2069",
            "distance": say_distance(gap, language=language),
        }
        for gap, one, other in apart[:MOST_GAPS]
    )
    return Meeting(common=None, sentences=sentences)


def _common(shapes: Sequence[BaseGeometry]) -> BaseGeometry | None:
    if len(shapes) < 2:
        return None
    found = shapely.intersection_all(shapes)
    return None if found.is_empty or found.area == 0.0 else found


def _geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """For display: thinned to a few metres, six decimals."""
    thin = shapely.simplify(geometry, _TOLERANCE_DEG, preserve_topology=True)
    shown: dict[str, Any] = shapely.geometry.mapping(shapely.transform(thin, lambda points: np.round(points, 6)))
    return shown
