"""One alert on its small map: the area, the fixes with their accuracy, and where and when the line was crossed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import WGS84
from evenhand_web.map import words
from evenhand_web.map.agreement_map import agreement_features
from evenhand_web.map.features import collection, epoch, feature, point
from evenhand_web.observations.queries import Fix


def alert_features(agreement: Agreement | None, alert: Mapping[str, Any], fixes: Sequence[Fix]) -> dict[str, Any]:
    """What an alert rests on, as a feature collection.

    Args:
        agreement: in the version under which the alert was raised; None where it is not adopted here.
        alert: a row of ALERTS.
        fixes: in order of time, as `fixes_for_alert` gives them.
    """
    made: list[dict[str, Any]] = []
    max_gap = timedelta(minutes=30)
    if agreement is not None:
        made += agreement_features(agreement, only=frozenset({alert["area"]} if alert["area"] else ()))["features"]
        max_gap = next((rule.max_gap for rule in agreement.rules if rule.id == alert["rule"]), max_gap)
    if alert["object"]:
        made += _path(fixes, max_gap) + _crossing_segments(alert, fixes, max_gap)
    made += [_fix(fix) for fix in fixes]
    made += _event(alert) if alert["event"] else _crossings(alert, fixes)
    return collection(made, evenhand={"alert": alert["alert"], "fixes": len(fixes)})


def _fix(fix: Fix) -> dict[str, Any]:
    return feature(
        point(fix.lon, fix.lat),
        kind="fix",
        at=epoch(fix.seen_at),
        accuracy_m=fix.accuracy_m,
        inside=fix.inside,
        integrity=fix.integrity,
        source=fix.source,
        file=fix.file,
        row=fix.row,
    )


def _path(fixes: Sequence[Fix], max_gap: timedelta) -> list[dict[str, Any]]:
    """A line for each stretch without a gap; over a gap nothing is assumed and nothing is drawn."""
    lines: list[list[Fix]] = []
    for before, after in pairwise(fixes):
        if after.seen_at - before.seen_at > max_gap:
            continue
        if lines and lines[-1][-1] is before:
            lines[-1].append(after)
        else:
            lines.append([before, after])
    return [feature(_line(line), kind="path") for line in lines]


def _crossing_segments(alert: Mapping[str, Any], fixes: Sequence[Fix], max_gap: timedelta) -> list[dict[str, Any]]:
    moments = [alert["began_at"] if alert["entry"] == "crossed" else None]
    moments.append(alert["ended_at"] if alert["exit"] == "crossed" else None)
    return [
        feature(_line(segment), kind="crossing-segment")
        for moment in moments
        if moment is not None and (segment := _around(fixes, moment, max_gap))
    ]


def _around(fixes: Sequence[Fix], moment: datetime, max_gap: timedelta) -> tuple[Fix, Fix] | None:
    """The two neighbouring fixes between which `moment` lies."""
    for before, after in pairwise(fixes):
        if before.seen_at <= moment <= after.seen_at and after.seen_at - before.seen_at <= max_gap:
            return before, after
    return None


def _crossings(alert: Mapping[str, Any], fixes: Sequence[Fix]) -> list[dict[str, Any]]:
    says = {
        ("entry", "crossed"): _("in %(time)s"),
        ("entry", "already-inside"): _("first heard inside %(time)s"),
        ("entry", "regained"): _("heard again inside %(time)s"),
        ("exit", "crossed"): _("out %(time)s"),
        ("exit", "still-inside"): _("last heard inside %(time)s"),
        ("exit", "lost"): _("lost inside %(time)s"),
    }
    found = []
    for way, moment in (("entry", alert["began_at"]), ("exit", alert["ended_at"])):
        lon, lat = alert[f"{way}_lon"], alert[f"{way}_lat"]
        if lon is None or lat is None:
            continue
        sentence = says.get((way, alert[way] or ""), "%(time)s")
        clock = f"\u2066{timezone.localtime(moment):%H:%M:%S}\u2069"
        found.append(
            feature(
                point(lon, lat),
                kind="crossing",
                way=way,
                how=alert[way],
                at=epoch(moment),
                symbol=way,
                course=_course(fixes, moment),
                text=sentence % {"time": clock},
            )
        )
    return found


def _course(fixes: Sequence[Fix], moment: datetime) -> float:
    """Where the arrow at a crossing points: degrees clockwise on the screen from a symbol that points east."""
    segment = _around(fixes, moment, timedelta.max)
    if segment is None:
        return 0.0
    azimuth, _back, _length = WGS84.inv(segment[0].lon, segment[0].lat, segment[1].lon, segment[1].lat)
    return round(float(azimuth) - 90.0, 1)


def _event(alert: Mapping[str, Any]) -> list[dict[str, Any]]:
    if alert["entry_lon"] is None or alert["entry_lat"] is None:
        return []
    place = point(alert["entry_lon"], alert["entry_lat"])
    name = words.in_words(words.NUISANCES, alert["nuisance"])
    return [feature(place, kind="event", at=epoch(alert["began_at"]), nuisance=bool(alert["nuisance"]), text=name)]


def _line(fixes: Sequence[Fix]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[round(fix.lon, 7), round(fix.lat, 7)] for fix in fixes]}
