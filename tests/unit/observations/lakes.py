"""Small lakes for tests."""

import random
from datetime import UTC, datetime, timedelta

from evenhand.observations.lake import Lake
from evenhand.sources.opening import open_source

NOW = datetime(2026, 3, 29, tzinfo=UTC)
START = datetime(2026, 3, 2, tzinfo=UTC)
ERRORS_M = ("", "30", "4000")
"""By turns: nothing is said, exact, and hardly."""
OBJECTS = tuple(f"icao24:{k:06x}" for k in range(12))


def a_lake(folder, *, seed, n_files=3, n_rows=200):
    """A lake of positions of some objects over three days, some rows in two files, and who they are."""
    chance = random.Random(seed)
    lake = Lake(folder)
    drafts = folder.parent / f"{folder.name}-files"
    drafts.mkdir(parents=True)
    again: list[str] = []
    for number in range(n_files):
        lines = list(again)
        for row in range(n_rows):
            moment = START + timedelta(seconds=chance.randrange(3 * 86_400))
            place = f"{chance.uniform(15.0, 17.0):.5f},{chance.uniform(30.5, 32.0):.5f}"
            lines.append(f"{chance.choice(OBJECTS)},{moment.isoformat()},{place},adsb,{ERRORS_M[row % 3]}\n")
        again = lines[:20]
        path = drafts / f"part-{number}.csv"
        path.write_text("object,seen_at,lon,lat,source,accuracy_m\n" + "".join(lines), encoding="utf-8")
        lake.ingest(open_source(path), now=NOW + timedelta(hours=number))
    known = drafts / "identities.csv"
    rows = [f"{name},military-aircraft,{'north' if k % 2 else 'south'}\n" for k, name in enumerate(OBJECTS)]
    known.write_text("object,category,party\n" + "".join(rows), encoding="utf-8")
    lake.ingest(open_source(known), now=NOW)
    return lake
