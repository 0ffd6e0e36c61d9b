"""The one door to coverage: it tells where the mission is blind, so nobody outside the mission comes through.

Source: docs/methods/coverage.md, "Who may see it".
"""

import hashlib
from datetime import UTC, datetime, timedelta

from django.core.cache import cache

from evenhand.detection.kernels.coverage import Coverage, coverage_of, merged
from evenhand.observations.catalogue import CatalogueEntry
from evenhand.observations.lake import Lake
from evenhand.pipeline.keeping import ENGINE
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.observations.access import lake_for_tracks

BIN = timedelta(hours=1)
_DAY = timedelta(days=1)
_KEPT_S = 30 * 86400
_POSITIONS = ["object", "seen_at", "lon", "lat", "integrity", "source"]
_EVENTS = ["event", "kind", "began_at", "lon", "lat", "source"]


def coverage_for(actor: Actor, *, cell_deg: float) -> Coverage | None:
    """All that is known, None where nothing has come.

    Counted day by day, for no hour spans two days: a file that comes late makes its own days be counted again.

    Raises:
        NOT_PERMITTED: the role may not see coverage.
        BAD_GRID: cells of a useless size.
    """
    actor.require(Capability.SEE_COVERAGE)
    lake = lake_for_tracks(actor)
    timed = [entry for entry in lake.catalogue() if entry.begins_at is not None and entry.ends_at is not None]
    whole = _key("whole", cell_deg, [entry.digest for entry in timed])
    kept: Coverage | None = cache.get(whole)
    if kept is None and timed:
        kept = merged([_day(lake, day, entries, cell_deg) for day, entries in _by_day(timed)])
        cache.set(whole, kept, timeout=_KEPT_S)
    return kept


def version_of(actor: Actor) -> str:
    """A word that changes whenever something new has come: for caches of what follows from coverage.

    Raises:
        NOT_PERMITTED: the role may not see coverage.
    """
    actor.require(Capability.SEE_COVERAGE)
    return _key("version", 0.0, [entry.digest for entry in lake_for_tracks(actor).catalogue()])


def _by_day(timed: list[CatalogueEntry]) -> list[tuple[datetime, list[CatalogueEntry]]]:
    """The days on which anything was seen, each with the files that may speak of it."""
    found: dict[datetime, list[CatalogueEntry]] = {}
    for entry in timed:
        for one in entry.files:
            if one.first_us is None or one.last_us is None:
                continue
            first, last = (datetime.fromtimestamp(us // 1_000_000, UTC) for us in (one.first_us, one.last_us))
            day = first.replace(hour=0, minute=0, second=0, microsecond=0)
            while day <= last:
                known = found.setdefault(day, [])
                if entry not in known:
                    known.append(entry)
                day += _DAY
    return sorted(found.items())


def _day(lake: Lake, day: datetime, entries: list[CatalogueEntry], cell_deg: float) -> Coverage:
    key = _key(day.isoformat(), cell_deg, [entry.digest for entry in entries])
    kept: Coverage | None = cache.get(key)
    if kept is None:
        positions = lake.positions(begins_at=day, ends_at=day + _DAY, columns=_POSITIONS)
        events = lake.events(begins_at=day, ends_at=day + _DAY, columns=_EVENTS)
        kept = coverage_of(positions, events, cell_deg=cell_deg, bin=BIN)
        cache.set(key, kept, timeout=_KEPT_S)
    return kept


def _key(what: str, cell_deg: float, digests: list[str]) -> str:
    text = f"{what} {cell_deg} {sorted(digests)} {ENGINE}"  # what other code counted is counted again
    return f"coverage.{hashlib.sha256(text.encode()).hexdigest()}"
