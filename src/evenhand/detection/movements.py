"""Positions against the areas of rules: one pass of the kernel for all rules, then each rule's own parts of it.

Source: docs/methods/presence.md, "From presence to alerts".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement, Exemption, Rule
from evenhand.detection.binding import (
    Binding,
    Standing,
    Subject,
    Window,
    micros,
    notice_fits,
    rule_window,
    subjects_of,
    window,
    without,
)
from evenhand.detection.kernels.fixes import coded
from evenhand.detection.kernels.fringes import Fringes, find_fringes
from evenhand.detection.kernels.integrity import DEGRADING, DISPLACING, Scored, base_name, codes_of
from evenhand.detection.kernels.interference import DEGRADED, DISPLACED, places_of
from evenhand.detection.kernels.intervals import ENTRIES, EXITS, Intervals
from evenhand.detection.kernels.presence import Presence, find_presence
from evenhand.detection.sightings import Row, instant
from evenhand.observations.schemas import WORD

LONG_GAP_US = 5 * 60 * 1_000_000
"""An interval without a fix that rests on a longer silence than this says so."""
_NO_FILES: NDArray[np.int32] = np.empty(0, np.int32)
_NO_REASONS: NDArray[np.uint16] = np.empty(0, np.uint16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Presences in one area as one rule sees them: cut to the times at which it runs, exempt times left out."""

    area: str
    intervals: Intervals
    """N of the kernel's INTERVAL, or of FRINGE."""
    origin: NDArray[np.int64]
    """By interval, the one of the kernel's answer that it is a part of."""
    doubts: tuple[tuple[str, ...], ...]
    """By interval, what is doubtful about who it is and whether it is exempt; not about where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """When an object counts for a rule, and what is doubtful about that."""

    spans: tuple[Window, ...]
    stays: tuple[tuple[str, int, int], ...]
    """When it is in which of the rule's areas, as windows."""
    doubts: tuple[str, ...]


class Movements:
    """Presence of all objects in all areas that some rules need."""

    def __init__(
        self,
        agreement: Agreement,
        rules: Sequence[Rule],
        *,
        positions: pa.Table,
        identities: pa.Table,
        notices: pa.Table,
        subjects: Mapping[str, Subject] | None = None,
    ) -> None:
        """Hold positions against the areas of rules.

        Args:
            agreement: in one version.
            rules: whose areas are meant.
            positions: POSITIONS; tracks told apart keep the name of their object before the separator.
            identities: IDENTITIES.
            notices: NOTICES.
            subjects: who is known already, by object.
        """
        self._agreement = agreement
        self.notices: list[dict[str, Any]] = notices.sort_by("notice").to_pylist()
        self._slots = _slots(agreement, rules)
        areas = [area_geometry(agreement, area) for area, _ in self._slots]
        gaps_us = [gap // timedelta(microseconds=1) for _, gap in self._slots]
        self.presence: Presence = find_presence(positions, areas, gaps_us)
        self._positions = positions
        names = tuple(base_name(name) for name in self.presence.objects)
        self.subjects = (
            subjects_of(agreement, names, identities, _said(positions, names), _labels(positions))
            if subjects is None
            else tuple(subjects[name] for name in names)
        )
        self._tracks: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            self._tracks.setdefault(name, []).append(number)
        self._reasons = _NO_REASONS
        order = np.argsort(self.presence.intervals["slot"], kind="stable")
        self._by_slot = np.split(order, np.searchsorted(self.presence.intervals["slot"][order], range(1, len(areas))))
        self._files, self._file_names = self._file_codes()

    @cached_property
    def fringes(self) -> Fringes:
        """Stays in which an object was perhaps inside."""
        return find_fringes(self.presence.fixes, self.presence.index, self.presence.intervals)

    def _file_codes(self) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """By fix the number of its file; empty where there is but one."""
        if "file" not in self._positions.column_names:
            return _NO_FILES, ()
        column = self._positions["file"]
        codes, names = coded(column if column.type == WORD else column.cast(pa.string()).dictionary_encode())
        if len(names) <= 1:
            return _NO_FILES, names
        return (codes if self.presence.rows is None else codes[self.presence.rows]), names

    def files_of(self, interval: Mapping[str, Any]) -> list[str]:
        """SHA-256 of the files whose fixes an interval rests on, those before and after it included."""
        if len(self._files) == 0:
            return list(self._file_names)
        last = max(int(interval["last"]), int(interval["before"])) + 2
        first = max(0, int(interval["before"]) - (1 if interval["entry"] == 2 else 0))
        obj = self.presence.fixes.object[first:last]
        codes = np.unique(self._files[first:last][obj == interval["object"]])
        return sorted(self._file_names[code] for code in codes)

    def weigh(self, scored: Scored) -> None:
        """Say in every row what is known against its fixes; `scored` are the fixes of the same rows."""
        if scored.reasons.any():
            by_row = np.empty_like(scored.reasons)
            by_row[slice(None) if scored.arranged.rows is None else scored.arranged.rows] = scored.reasons
            self._reasons = by_row if self.presence.rows is None else by_row[self.presence.rows]

    def _suspicion(self, interval: Mapping[str, Any]) -> Row:
        """What is known against the fixes of an interval, and where and when interference would explain it."""
        first, last = int(interval["first"]), int(interval["last"]) + 1
        if len(self._reasons) == 0 or first < 0:
            return {"integrity": [], "n_clean": interval["n_fixes"], "degraded_at": [], "displaced_at": []}
        fixes, reasons = self.presence.fixes, self._reasons[first:last]
        at = {}
        for column, mask, kind in (("degraded_at", DEGRADING, DEGRADED), ("displaced_at", DISPLACING, DISPLACED)):
            which = first + np.flatnonzero(reasons & mask)
            places = places_of(fixes.lon[which], fixes.lat[which], fixes.t_us[which], kind)
            at[column] = np.unique(places).tolist()
        return {
            "integrity": codes_of(int(np.bitwise_or.reduce(reasons))),
            "n_clean": int(np.count_nonzero(reasons == 0)),
            **at,
        }

    def parts(self, rule: Rule) -> list[Row]:
        """All presences that a rule is about, certain or possible, no shorter than its least dwell: rows of PARTS."""
        return [row for _, row in self.found(rule)]

    def found(self, rule: Rule) -> list[tuple[Mapping[str, Any], Row]]:
        """As `parts`, each with the fields of its interval."""
        sure = [one for inside in self.insides(rule) for one in self._long_enough(rule, inside)]
        return [*sure, *self._perhaps(rule, sure)]

    def _long_enough(self, rule: Rule, inside: Inside) -> list[tuple[Mapping[str, Any], Row]]:
        """As `rows`, but for those that are shorter than a rule's least dwell; what is counted counts however short."""
        least_us = rule.min_dwell // timedelta(microseconds=1)
        return [one for one in self.rows(rule, inside) if rule.max_count is not None or dwell_us(one[1]) >= least_us]

    def _perhaps(
        self, rule: Rule, sure: Iterable[tuple[Mapping[str, Any], Row]]
    ) -> Iterable[tuple[Mapping[str, Any], Row]]:
        """Stays that rest on fixes outside by no more than their error; what is one with a presence says no more."""
        if not len(self.fringes.stays):
            return
        said: dict[tuple[int, str], list[Window]] = {}
        for interval, row in sure:
            span = (int(interval["began_us"]), int(interval["ended_us"]))
            said.setdefault((int(interval["object"]), row["area"]), []).append(span)
        for inside in self._fringed(rule):
            for interval, row in self._long_enough(rule, inside):
                spans = said.get((int(interval["object"]), inside.area), ())
                if not any(low <= interval["ended_us"] and interval["began_us"] <= high for low, high in spans):
                    yield interval, row

    def _fringed(self, rule: Rule) -> Iterable[Inside]:
        """As `insides`, of the stays in which somebody was perhaps inside."""
        binding = Binding(self._agreement, rule)
        standings = [binding.standing(subject) for subject in self.subjects]
        about = np.array([standing.answer != "no" for standing in standings], bool)
        mine = about[self.fringes.stays["object"]]
        for area in rule.areas:
            span = rule_window(self._agreement, rule, area)
            which = np.flatnonzero(mine & (self.fringes.stays["slot"] == self._slots[area, rule.max_gap]))
            if span is not None and len(which):
                yield self._cut((binding, standings), area, which, (span, rule), self.fringes)

    def insides(self, rule: Rule) -> list[Inside]:
        """All presences that a rule is about, by area, however short."""
        binding = Binding(self._agreement, rule)
        standings = [binding.standing(subject) for subject in self.subjects]
        found: list[Inside] = []
        for area in rule.areas:
            span = rule_window(self._agreement, rule, area)
            if span is not None:
                which = self._which(rule, area, standings)
                found.append(self._cut((binding, standings), area, which, (span, rule)))
        return found

    def uncut(self, rule: Rule) -> list[Inside]:
        """As `insides`, but whatever the times at which the rule runs, exempt times included."""
        binding = Binding(self._agreement, rule)
        standings = [binding.standing(subject) for subject in self.subjects]
        found: list[Inside] = []
        for area in rule.areas:
            which = self._which(rule, area, standings)
            intervals = self.presence.intervals[which]
            doubts = tuple(standings[obj].doubts for obj in intervals["object"].tolist())
            found.append(Inside(area=area, intervals=intervals, origin=which, doubts=doubts))
        return found

    def _which(self, rule: Rule, area: str, standings: Sequence[Standing]) -> NDArray[np.int64]:
        """The intervals in an area of the objects that a rule is about."""
        about = np.array([standing.answer != "no" for standing in standings], bool)
        which = self._by_slot[self._slots[area, rule.max_gap]]
        mine: NDArray[np.int64] = which[about[self.presence.intervals["object"][which]]]
        return mine

    def _cut(
        self,
        whom: tuple[Binding, Sequence[Standing]],
        area: str,
        which: NDArray[np.int64],
        times: tuple[Window, Rule],
        of: Fringes | None = None,
    ) -> Inside:
        """Cut presences (or fringes) to the rule's time less exempt times; say what is doubtful about each part."""
        (binding, standings), (span, rule) = whom, times
        whole = self.presence.intervals if of is None else of.stays
        numbers: list[int] = []
        windows: list[Window] = []
        doubts: list[tuple[str, ...]] = []
        objects = whole["object"][which].tolist()
        for number, obj in zip(which.tolist(), objects, strict=True):
            left, maybe = self.not_exempt(binding, self.subjects[obj], area, (span, rule))
            for one in left:
                numbers.append(number)
                windows.append(one)
                doubts.append((*standings[obj].doubts, *maybe))
        bounds = np.array(windows, np.int64).reshape(-1, 2)
        begins, ends = np.ascontiguousarray(bounds[:, 0]), np.ascontiguousarray(bounds[:, 1])
        origin = np.array(numbers, np.int64)
        cut = (of or self.presence).within(origin, begins, ends)
        return Inside(
            area=area,
            intervals=cut,
            origin=origin[cut["number"]],
            doubts=tuple(doubts[number] for number in cut["number"].tolist()),
        )

    def rows(self, rule: Rule, inside: Inside) -> Iterable[tuple[Mapping[str, Any], Row]]:
        """Each interval with its fields, and as a row of PARTS."""
        cut = inside.intervals
        names = cut.dtype.names or ()
        columns = zip(*(cut[name].tolist() for name in names), strict=True)
        for values, doubts in zip(columns, inside.doubts, strict=True):
            interval = dict(zip(names, values, strict=True))
            found = (*presence_doubts(interval), *doubts)
            yield interval, {"rule": rule.id, "area": inside.area, **self._row(interval, found)}

    def counted(self, rule: Rule, binding: Binding) -> Mapping[int, "Counted"]:
        """When each object that a rule is about counts for it, for rules that ask about several objects at once.

        It counts while the rule runs and no exemption holds; when it is in the rule's areas is said besides.

        Args:
            rule: one of those that this was made with.
            binding: says whom the rule is about; may ask less than the rule.

        Returns:
            By number of object; those that never count are left out.
        """
        found: dict[int, Counted] = {}
        runs = rule_window(self._agreement, rule, None)
        held = {area: rule_window(self._agreement, rule, area) for area in rule.areas}
        for number, subject in enumerate(self.subjects if runs is not None else ()):
            standing = binding.standing(subject)
            if standing.answer == "no" or runs is None:
                continue
            left, maybe = self.not_exempt(binding, subject, None, (runs, rule))
            stays = [
                (area, low, high)
                for area, span in held.items()
                if span is not None
                for low, high in _both(self._stays(subject.name, self._slots[area, rule.max_gap]), [span])
            ]
            if left:
                doubts = tuple(sorted({*standing.doubts, *maybe}))
                found[number] = Counted(spans=tuple(left), stays=tuple(stays), doubts=doubts)
        return found

    def boxes(self, rule: Rule) -> list[tuple[float, float, float, float]]:
        """West, south, east and north of each of a rule's areas."""
        return [area_geometry(self._agreement, area).bounds for area in rule.areas]

    @property
    def file_codes(self) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """By fix the number of its file, and their names; no numbers where there is but one file."""
        return self._files, self._file_names

    @property
    def fix_reasons(self) -> NDArray[np.uint16]:
        """By fix what is known against it, as bits of `integrity`; empty where nothing is known against any."""
        return self._reasons

    def _row(self, interval: Mapping[str, Any], doubts: Iterable[str]) -> Row:
        """The columns of PARTS that an interval and its object give."""
        subject = self.subjects[interval["object"]]
        return {
            "object": subject.name,
            "label": subject.label,
            "category": subject.category,
            "party": subject.party,
            "count": subject.count,
            "began_at": instant(interval["began_us"]),
            "ended_at": instant(interval["ended_us"]),
            "presence": "perhaps" if "outside_m" in interval else "observed" if interval["n_fixes"] else "crossed",
            "entry": ENTRIES[interval["entry"]],
            "exit": EXITS[interval["exit"]],
            "n_fixes": interval["n_fixes"],
            "max_depth_m": round(interval["depth_m"], 1) if interval["depth_m"] >= 0.0 else None,
            "outside_m": round(interval["outside_m"], 1) if "outside_m" in interval else None,
            **{name: round(interval[name], 7) for name in ("entry_lon", "entry_lat", "exit_lon", "exit_lat")},
            "doubts": sorted(set(doubts)),
            **self._suspicion(interval),
            "files": self.files_of(interval),
        }

    def not_exempt(
        self, binding: Binding, subject: Subject, area: str | None, times: tuple[Window, Rule]
    ) -> tuple[list[Window], tuple[str, ...]]:
        """The times at which a rule runs for a subject, and a doubt where an exemption may hold."""
        span, rule = times
        left, maybe = [span], False
        for exemption in binding.exemptions:
            answer = binding.exempt(exemption, subject)
            if answer == "no":
                continue
            spans = self._exempt_times(exemption, subject, area, rule)
            if answer == "yes":
                left = without(left, spans)
            elif spans:
                maybe = True
        return left, ("maybe-exempt",) if maybe else ()

    def _exempt_times(self, exemption: Exemption, subject: Subject, area: str | None, rule: Rule) -> list[Window]:
        """When an exemption holds for a subject: its own time, its areas, and a notice where it needs one."""
        spans = [window(exemption.in_force)]
        if exemption.areas and area not in exemption.areas:
            inside = [
                one
                for elsewhere in exemption.areas
                for one in self._stays(subject.name, self._slots[elsewhere, rule.max_gap])
            ]
            spans = _both(spans, inside)
        if exemption.needs_notice:
            told = [
                (micros(one["begins_at"]), micros(one["ends_at"]))
                for one in self.notices
                if one["given_at"] <= one["begins_at"] and notice_fits(self._agreement, one, subject, area) == "yes"
            ]
            spans = _both(spans, told)
        return spans

    def _stays(self, name: str, slot: int) -> list[Window]:
        intervals = self.presence.intervals[self._by_slot[slot]]
        mine = intervals[np.isin(intervals["object"], self._tracks[name])]
        # A stay that ends with a fix holds that instant too; one that ends on the boundary does not.
        return [(int(one["began_us"]), int(one["ended_us"]) + int(one["exit"] != 0)) for one in mine]


def dwell_us(row: Row) -> int:
    """How long a part lasts."""
    return micros(row["ended_at"]) - micros(row["began_at"])


def presence_doubts(interval: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a presence is only possible; empty where a trusted fix lies deeper inside than its error."""
    if interval["certain"]:
        return ()
    if interval["n_fixes"] == 0:
        inexact = ("position-error",) if interval["inexact"] else ()
        return ("no-fix-inside", *(("long-gap",) if interval["gap_us"] > LONG_GAP_US else ()), *inexact)
    doubts = []
    if interval["inexact"]:
        doubts.append("position-error")
    if interval["untrusted"]:
        doubts.append("integrity")
    return tuple(doubts)


def _slots(agreement: Agreement, rules: Sequence[Rule]) -> dict[tuple[str, timedelta], int]:
    """Every pair of an area and a gap limit that the rules, and their exemptions elsewhere, need."""
    pairs: dict[tuple[str, timedelta], int] = {}
    for rule in rules:
        elsewhere = [area for one in Binding(agreement, rule).exemptions for area in one.areas]
        for area in [*rule.areas, *elsewhere]:
            pairs.setdefault((area, rule.max_gap), len(pairs))
    return pairs


def _said(positions: pa.Table, names: Sequence[str]) -> dict[str, frozenset[str]]:
    """By object, the categories that its positions carry."""
    if "category" not in positions.column_names or positions["category"].null_count == positions.num_rows:
        return {}
    objects, _ = coded(positions["object"])
    codes, words = coded(positions["category"])
    pairs = np.unique(objects.astype(np.int64) * (len(words) + 1) + codes + 1)
    said: dict[str, set[str]] = {}
    for pair in pairs.tolist():
        obj, code = divmod(pair, len(words) + 1)
        if code > 0:
            said.setdefault(names[obj], set()).add(words[code - 1])
    return {name: frozenset(found) for name, found in said.items()}


def _labels(positions: pa.Table) -> dict[str, str]:
    """By object, the last call sign or name that its positions carry; of several at one instant the first in order."""
    if "label" not in positions.column_names or positions["label"].null_count == positions.num_rows:
        return {}
    named = positions.select(["object", "label", "seen_at"]).filter(pc.is_valid(positions["label"]))
    plain = named.set_column(0, "object", named["object"].cast(pa.string()))
    plain = plain.set_column(1, "label", plain["label"].cast(pa.string()))
    last = plain.group_by(["object", "label"]).aggregate([("seen_at", "max")])
    order = [("seen_at_max", "ascending"), ("label", "descending")]
    return {row["object"]: row["label"] for row in last.sort_by(order).to_pylist()}


def _both(one: Sequence[Window], other: Sequence[Window]) -> list[Window]:
    """Where two lists of spans overlap."""
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(low, high) for low, high in pairs if low < high]
