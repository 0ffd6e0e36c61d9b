"""Events against the rules that forbid them: kind, time, place with its error, party, exemptions.

Source: docs/methods/cessation.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement, Rule
from evenhand.detection.announcements import Announcements
from evenhand.detection.binding import Binding, Subject, micros, rule_window, window
from evenhand.detection.kernels.baselines import recurring
from evenhand.detection.kernels.events import INSIDE, OUTSIDE, POSSIBLY, Placed, place_events

HEAT = "fire"
"""The kind of event that satellites see; only of these does coming again say that they are harmless."""
RECURRING = "recurring-hot-spot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """One event that one rule forbids in one area (None: anywhere), from where the rule runs."""

    event: Mapping[str, Any]
    area: str | None
    began_us: int
    ended_us: int
    depth_m: float | None
    doubts: tuple[str, ...]
    notice: str | None = None
    """What announces such events at this place and time."""


class Fires:
    """Events, and where they lie against all areas that some rules need."""

    def __init__(
        self, agreement: Agreement, rules: Sequence[Rule], events: pa.Table, announcements: Announcements
    ) -> None:
        self._agreement = agreement
        kinds = {kind for rule in rules for kind in rule.event_kinds}
        self._events = [
            event for event in _with_baselines(_announced(_latest(events), announcements)) if event["kind"] in kinds
        ]
        elsewhere = [area for rule in rules for one in Binding(agreement, rule).exemptions for area in one.areas]
        names = dict.fromkeys([*(area for rule in rules for area in rule.areas), *elsewhere])
        self._slot = {area: slot for slot, area in enumerate(names)}
        column = {
            name: np.array([event[name] for event in self._events], float) for name in ("lon", "lat", "accuracy_m")
        }
        areas = [area_geometry(agreement, area) for area in names]
        self._placed: Placed = place_events(column["lon"], column["lat"], column["accuracy_m"], areas)

    def of(self, rule: Rule) -> Iterable[Fire]:
        """What a rule forbids, certain or possible."""
        binding = Binding(self._agreement, rule)
        for area in rule.areas or (None,):
            span = rule_window(self._agreement, rule, area)
            if span is None:
                continue
            for number, event in enumerate(self._events):
                began_us, ended_us = micros(event["began_at"]), micros(event["ended_at"])
                runs = began_us < span[1] and (began_us >= span[0] or ended_us > span[0])
                if event["kind"] not in rule.event_kinds or not runs:
                    continue
                fire = self._fire(binding, number, area)
                if fire is not None:
                    began_us = max(began_us, span[0])
                    yield Fire(
                        event=event,
                        area=area,
                        began_us=began_us,
                        ended_us=max(began_us, min(ended_us, span[1])),
                        depth_m=fire[0],
                        doubts=fire[1],
                        notice=event["notice"],
                    )

    def _fire(self, binding: Binding, number: int, area: str | None) -> tuple[float | None, tuple[str, ...]] | None:
        """Depth and doubts of an event in an area; None where the rule is not about it."""
        event, depth_m, doubts = self._events[number], None, list[str]()
        if area is not None:
            answer = int(self._placed.answer[number, self._slot[area]])
            if answer == OUTSIDE:
                return None
            depth = float(self._placed.depth_m[number, self._slot[area]])
            depth_m = round(depth, 1) if depth >= 0.0 else None
            doubts += ["position-error"] if answer == POSSIBLY else []
        subject = Subject(name=event["event"], category=event["category"], party=event["party"])
        standing = binding.standing(subject)
        exempt = self._exempt(binding, subject, number, area)
        if standing.answer == "no" or exempt == "yes":
            return None
        doubts += [*standing.doubts, *(["maybe-exempt"] if exempt == "unknown" else [])]
        doubts += ["nuisance"] if event["nuisance"] is not None else []
        doubts += ["low-confidence"] if event["confidence"] == "low" else []
        return depth_m, tuple(doubts)

    def _exempt(self, binding: Binding, subject: Subject, number: int, area: str | None) -> str:
        """Whether an exemption covers an event; one that needs a notice does not, for nobody announces fire."""
        answers = set()
        for exemption in binding.exemptions:
            low, high = window(exemption.in_force)
            held = low <= micros(self._events[number]["began_at"]) < high
            inside = area in exemption.areas or any(
                self._placed.answer[number, self._slot[one]] == INSIDE for one in exemption.areas
            )
            if not exemption.needs_notice and held and (inside or not exemption.areas):
                answers.add(binding.exempt(exemption, subject))
        return "yes" if "yes" in answers else "unknown" if "unknown" in answers else "no"


def _announced(events: list[dict[str, Any]], announcements: Announcements) -> list[dict[str, Any]]:
    """The events, those marked that a notice announces, with that notice; what a source says itself is kept."""
    found = announcements.of_events(events)
    rows = [{**event, "notice": None} for event in events]
    for number, one in found.items():
        if rows[number]["nuisance"] is None:
            rows[number] |= {"nuisance": one.nuisance, "notice": one.row["notice"]}
    return rows


def _with_baselines(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events, those of heat marked that come again at one place; what a source says itself is kept."""
    heat = [number for number, event in enumerate(events) if event["kind"] == HEAT]
    lon, lat = (np.array([events[number][name] for number in heat], np.float64) for name in ("lon", "lat"))
    t_us = np.array([micros(events[number]["began_at"]) for number in heat], np.int64)
    for number, again in zip(heat, recurring(lon, lat, t_us).tolist(), strict=True):
        if again and events[number]["nuisance"] is None:
            events[number] = {**events[number], "nuisance": RECURRING}
    return events


def _latest(events: pa.Table) -> list[dict[str, Any]]:
    """One row for each source and id, the one received last, ordered by source and id."""
    rows = events.to_pylist()
    rows.sort(
        key=lambda row: (
            row["source"],
            row["event"],
            row["received_at"] is not None,
            row["received_at"] or row["began_at"],
            row["began_at"],
            row["ended_at"],
            row["lon"],
            row["lat"],
            row["file"],
            row["row"],
        )
    )
    return list({(row["source"], row["event"]): row for row in rows}.values())
