"""Feeds: what was heard, written as the real formats that readers meet, faults included.

Formats: readsb snapshots as JSON lines (README-json of wiedehopf/readsb), AIS sentences with tag blocks, GPX 1.1,
OsmAnd/Traccar query lines, NASA FIRMS VIIRS CSV, and our own events.csv, identities.csv and notices.csv.
"""

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

from evenhand.foundation.instants import format_instant
from evenhand.foundation.units import METRES_PER_FOOT
from evenhand.simulation.ais import Ship, position_reports, tag_block, voyage_data
from evenhand.simulation.sensors import CONTAINMENT_M, Fixes

VOYAGE_DATA_EVERY = 40
"""Position reports between two voyage data messages of one ship."""

TRACK_COLUMNS = ("object", "timestamp", "longitude", "latitude", "accuracy_m", "label")
FIRMS_COLUMNS = (
    "latitude", "longitude", "bright_ti4", "scan", "track", "acq_date", "acq_time", "satellite", "instrument",
    "confidence", "version", "bright_ti5", "frp", "daynight", "type",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one network heard of one object."""

    object: str
    label: str | None
    emitter: str
    ship: Mapping[str, str | int] | None
    fixes: Fixes

    @property
    def number(self) -> str:
        """The id without its scheme."""
        return self.object.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatPixel:
    """One satellite detection of heat."""

    at_s: float
    lon: float
    lat: float
    power_mw: float
    night: bool
    static: bool


def adsb_history(heard: Sequence[Heard], *, every_s: float) -> list[str]:
    """Receiver snapshots, one JSON object a line: `now` and each aircraft heard since the last snapshot."""
    snapshots: dict[int, list[str]] = defaultdict(list)
    for one in heard:
        head = f'{{"hex":"{one.number}","type":"{"adsb_icao" if one.number[0] != "~" else "tisb_other"}"'
        if one.label:
            head += f',"flight":{json.dumps(one.label.ljust(8)[:8])}'
        motion = one.fixes.motion
        turns = np.ceil(motion.at_s / every_s).astype(np.int64)
        values = zip(
            turns.tolist(), motion.at_s.tolist(), motion.lon.tolist(), motion.lat.tolist(), motion.speed_kn.tolist(),
            motion.course_deg.tolist(), motion.altitude_m.tolist(), motion.on_ground.tolist(), one.fixes.nic.tolist(),
            one.fixes.nac_p.tolist(), strict=True,
        )  # fmt: skip
        for turn, at_s, lon, lat, speed_kn, course_deg, altitude_m, on_ground, nic, nac_p in values:
            altitude = '"ground"' if on_ground else f"{round(altitude_m / METRES_PER_FOOT / 25.0) * 25}"
            snapshots[turn].append(
                f'{head},"alt_baro":{altitude},"gs":{speed_kn:.1f},"track":{course_deg:.1f},"category":"{one.emitter}",'
                f'"lat":{lat:.6f},"lon":{lon:.6f},"nic":{nic},"rc":{CONTAINMENT_M.get(nic) or 0:.0f},'
                f'"seen_pos":{turn * every_s - at_s:.3f},"version":2,"nac_p":{nac_p},"sil":{3 if nic else 0},'
                f'"messages":{turn % 5000},"seen":0.1,"rssi":-14.2}}'
            )
    lines = []
    for turn in sorted(snapshots):
        now = turn * every_s
        lines.append(f'{{"now":{now:.3f},"messages":{turn % 100000},"aircraft":[{",".join(snapshots[turn])}]}}')
    return lines


def ais_log(heard: Sequence[Heard], *, station: str) -> list[str]:
    """What a coastal station logged, in order of time: tag block and sentence, voyage data now and then."""
    logged: list[tuple[float, list[str]]] = []
    for one in heard:
        ship = Ship(mmsi=int(one.number), **(one.ship or {}))  # type: ignore[arg-type]
        times_s = one.fixes.motion.at_s.tolist()
        for number, words in enumerate(position_reports(ship.mmsi, one.fixes.motion)):
            if number % VOYAGE_DATA_EVERY == 0:
                logged.append((times_s[number], voyage_data(ship, sequence=(number // VOYAGE_DATA_EVERY) % 10)))
            logged.append((times_s[number], [words]))
    logged.sort(key=lambda entry: entry[0])
    return [tag_block(station=station, at_s=at_s) + words for at_s, sentences in logged for words in sentences]


def gpx(one: Heard) -> list[str]:
    """The log of one hand-held receiver as GPX 1.1; a pause of half an hour begins a new segment."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="field logger" xmlns="http://www.topografix.com/GPX/1/1">',
        f"<trk><name>{escape(one.number)}</name><trkseg>",
    ]
    motion = one.fixes.motion
    last_s = motion.at_s[0] if len(motion.at_s) else 0.0
    for at_s, lon, lat in zip(motion.at_s.tolist(), motion.lon.tolist(), motion.lat.tolist(), strict=True):
        if at_s - last_s > 1800.0:
            lines.append("</trkseg><trkseg>")
        last_s = at_s
        moment = datetime.fromtimestamp(round(at_s), tz=UTC)
        lines.append(
            f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><ele>12.0</ele><time>{format_instant(moment)}</time>'
            f"<fix>3d</fix><sat>9</sat><hdop>0.9</hdop></trkpt>"
        )
    return [*lines, "</trkseg></trk></gpx>"]


def osmand_log(heard: Sequence[Heard]) -> list[str]:
    """Requests that trackers sent, one a line in order of arrival."""
    logged = []
    for one in heard:
        motion = one.fixes.motion
        for at_s, lon, lat, speed_kn, course_deg, accuracy_m in zip(
            motion.at_s.tolist(), motion.lon.tolist(), motion.lat.tolist(), motion.speed_kn.tolist(),
            motion.course_deg.tolist(), one.fixes.accuracy_m.tolist(), strict=True,
        ):  # fmt: skip
            accuracy = "" if np.isnan(accuracy_m) else f"&accuracy={accuracy_m:.0f}"
            line = f"/?id={one.number}&timestamp={round(at_s)}&lat={lat:.6f}&lon={lon:.6f}&speed={speed_kn:.1f}"
            logged.append((at_s, f"{line}&bearing={course_deg:.0f}&altitude=12{accuracy}&batt=81"))
    return [line for _, line in sorted(logged)]


def track_table(heard: Sequence[Heard]) -> list[str]:
    """Tracks that people drew by hand, from imagery or by eye: one CSV row a fix, with how far off it may be."""
    rows = []
    for one in heard:
        motion = one.fixes.motion
        for at_s, lon, lat, accuracy_m in zip(
            motion.at_s.tolist(), motion.lon.tolist(), motion.lat.tolist(), one.fixes.accuracy_m.tolist(), strict=True
        ):
            moment = datetime.fromtimestamp(round(at_s), tz=UTC)
            place = {"longitude": f"{lon:.5f}", "latitude": f"{lat:.5f}", "accuracy_m": round(accuracy_m)}
            rows.append({"object": one.object, "timestamp": moment, **place, "label": one.label})
    return table_csv(TRACK_COLUMNS, sorted(rows, key=lambda row: (row["timestamp"], row["object"])))


def firms_csv(pixels: Iterable[HeatPixel]) -> list[str]:
    """VIIRS active fires with the archive's `type` column (0 presumed vegetation, 2 other static land source)."""
    lines = [",".join(FIRMS_COLUMNS)]
    for pixel in sorted(pixels, key=lambda one: (one.at_s, one.lon)):
        moment = datetime.fromtimestamp(pixel.at_s, tz=UTC)
        bright = min(367.0, 310.0 + 6.0 * pixel.power_mw**0.5 * 2.0)
        lines.append(
            f"{pixel.lat:.5f},{pixel.lon:.5f},{bright:.1f},0.42,0.38,{moment:%Y-%m-%d},{moment:%H%M},N,VIIRS,"
            f"{'n' if pixel.power_mw < 20.0 else 'h'},2,{bright - 40.0:.1f},{pixel.power_mw:.1f},"
            f"{'N' if pixel.night else 'D'},{2 if pixel.static else 0}"
        )
    return lines


def table_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rows as CSV with a header; instants as ISO 8601 in UTC, what is not known as nothing."""
    lines = []
    for row in [{column: column for column in columns}, *rows]:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([_cell(row.get(column)) for column in columns])
        lines.append(out.getvalue())
    return lines


def damaged(lines: list[str], *, faults: int, rng: np.random.Generator) -> list[str]:
    """The same lines and, put between them, `faults` broken copies: cut short, noise, or one letter wrong.

    The first line (a header, if there is one) stays first.
    """
    if len(lines) < 2:
        return lines
    spoilt = list(lines)
    for number in range(faults):
        at = int(rng.integers(1, len(spoilt)))
        copy = spoilt[at]
        broken = (copy[: max(1, len(copy) * 2 // 5)], "#### modem reset ####", _one_wrong(copy, rng))[number % 3]
        spoilt.insert(at, broken)
    return spoilt


def as_bytes(lines: Sequence[str], *, zipped: bool = False) -> bytes:
    """Lines as a file, gzipped without a time stamp where asked, so that the same seed gives the same bytes."""
    data = ("\n".join(lines) + "\n").encode("utf-8")
    return gzip.compress(data, 6, mtime=0) if zipped else data


def _one_wrong(line: str, rng: np.random.Generator) -> str:
    digits = [place for place, letter in enumerate(line) if letter.isdigit()]
    if not digits:
        return line + "?"
    place = digits[len(digits) * 2 // 3 + int(rng.integers(0, max(1, len(digits) // 6)))]
    return line[:place] + "X" + line[place + 1 :]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return format_instant(value) if isinstance(value, datetime) else str(value)
