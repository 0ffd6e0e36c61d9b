"""The areas and places of an agreement as the map shows them, in the reader's language."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evenhand.agreements.areas import area_in_force
from evenhand.agreements.model import Agreement, Area
from evenhand_web.map import words
from evenhand_web.map.features import collection, feature, middle, outline, point, size_km2, span

_PLACE_RANKS = ("city", "town", "airport", "airbase", "port")
"""Whose names are drawn first where there is not room for all."""


def agreement_features(agreement: Agreement, *, only: frozenset[str] | None = None) -> dict[str, Any]:
    """Areas (all, or `only` those) and places of `agreement` as a feature collection."""
    chosen = [area for area in agreement.areas if only is None or area.id in only]
    areas = [made for area in chosen if (made := area_feature(agreement, area)) is not None]
    places = [
        feature(
            point(place.lon, place.lat),
            kind="place",
            place=place.id,
            name=words.local(place.name),
            rank=_PLACE_RANKS.index(place.kind) if place.kind in _PLACE_RANKS else len(_PLACE_RANKS),
        )
        for place in agreement.places
    ]
    return collection([*areas, *places], evenhand={"agreement": agreement.id, "version": agreement.version})


def area_feature(agreement: Agreement, area: Area) -> dict[str, Any] | None:
    """One area with what its panel says; None where nothing of it can be drawn."""
    shape = outline(agreement, area.id)
    if shape is None:
        return None
    counts, begins_at, ends_at = span(agreement, area)
    page = reverse("agreements:version", args=[agreement.id, agreement.version])
    rules = [rule for rule in agreement.rules if area.id in rule.areas]
    phase = next((phase for phase in agreement.phases if phase.id == area.phase), None)
    return feature(
        shape,
        kind="area",
        key=f"{agreement.id}/{area.id}",
        agreement=agreement.id,
        area=area.id,
        name=words.local(area.name),
        status=area.status,
        status_name=words.in_words(words.STATUSES, area.status),
        article=area.article,
        phase_on=counts,
        begins_at=begins_at,
        ends_at=ends_at,
        validity=validity(agreement, area),
        phase_name=words.local(phase.name) if phase else "",
        size=size_text(size_km2(agreement, area.id)),
        middle=middle(agreement, area.id),
        href=f"{page}#area-{area.id}",
        rules=[{"text": words.local(rule.name), "href": f"{page}#rule-{rule.id}"} for rule in rules],
    )


def validity(agreement: Agreement, area: Area) -> str:
    """From when until when an area counts, in words."""
    interval = area_in_force(agreement, area)
    if interval is None:
        return _("not in force: its phase has not begun")
    begins, ends = (
        f"\u2066{timezone.localtime(moment):%Y-%m-%d}\u2069" if moment else None
        for moment in (interval.begins_at, interval.ends_at)
    )
    if begins and ends:
        return _("from %(begins)s until %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _("since %(begins)s") % {"begins": begins}
    return _("until %(ends)s") % {"ends": ends} if ends else _("always")


def size_text(size: float | None) -> str:
    """A surface in km2 with three significant figures or whole numbers, isolated; "" where unknown."""
    if size is None:
        return ""
    figure = f"{size:,.0f}" if size >= 100 else f"{size:.3g}"
    return f"\u2066{figure.replace(',', chr(0x202F))} km²\u2069"
