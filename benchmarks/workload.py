"""The workloads of the benchmarks: objects that move over Libya and areas to hold them against. Seeded.

Two thousand objects go from waypoint to waypoint: vehicles, civil and military aircraft, drones and ships, with the
speeds and reporting intervals of their kind, a wavering course, 5 m of noise, and silences after 0.3 % of the fixes
(mean half an hour).
Each object has a seed of its own, so any range of objects can be made alone and a large file part by part.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numba import njit
from pyproj import Geod

from evenhand.agreements.corridors import corridor, disc
from evenhand.foundation.geodesy import densify
from evenhand.observations.schemas import POSITIONS

WGS84 = Geod(ellps="WGS84")
TOWNS = np.array([
    [13.2, 32.9], [15.1, 32.4], [20.1, 32.1], [16.6, 31.2], [14.4, 27.0], [18.1, 30.8], [15.8, 29.1], [23.3, 24.2],
    [12.1, 32.9], [15.25, 31.4], [10.2, 25.0], [21.7, 32.8],
])  # fmt: skip
BOX = np.array([9.0, 19.0, 26.0, 34.0])
KINDS = ("military-vehicle", "civil-aircraft", "drone", "vessel", "military-aircraft")
SHARES = [0.4, 0.2, 0.2, 0.1, 0.1]
SPEED_M_S = np.array([20.0, 220.0, 40.0, 8.0, 200.0])
EVERY_S = np.array([30.0, 8.0, 5.0, 60.0, 10.0])
FIRST_US = 1_606_780_800_000_000
"""1 December 2020, so that the rules of 2020 are in force."""
GROUP = 2**19
"""Rows of a row group: no multiple of what one object has, so that objects are cut as in anybody's files."""
QUADRILATERAL = [(18.08, 30.8), (16.59, 31.21), (15.25, 31.43), (15.78, 29.07)]
LIKE_61 = {"polygon": 40, "disc": 10, "road": 10}
"""How many of each kind stand beside the quadrilateral in the workload of 61 areas."""


@njit(cache=True)
def _walk(seed, kind, first, per_object):
    n = len(kind) * per_object
    who, t_us, lon, lat = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n), np.empty(n)
    course = np.empty(n, np.float32)
    for o in range(len(kind)):
        np.random.seed(seed * 1_000_003 + first + o)
        home = TOWNS[np.random.randint(len(TOWNS))]
        x, y = home[0] + np.random.normal() * 0.8, home[1] + np.random.normal() * 0.6
        goal_x, goal_y, speed = x, y, 0.0
        clock = FIRST_US + np.int64(np.random.random() * 86_400e6)
        for k in range(per_object):
            step_s = EVERY_S[kind[o]] * (0.7 + 0.6 * np.random.random())
            if np.random.random() < 0.003:
                step_s -= 1800.0 * np.log(1.0 - np.random.random())
            east, north = (goal_x - x) * np.cos(np.radians(y)), goal_y - y
            left = np.hypot(east, north)
            move = speed * step_s / 111_195.0
            if k == 0 or left < move:
                x, y = (goal_x, goal_y) if k else (x, y)
                if np.random.random() < 0.5:
                    town = TOWNS[np.random.randint(len(TOWNS))]
                    goal_x, goal_y = town[0] + np.random.normal() * 0.6, town[1] + np.random.normal() * 0.5
                else:
                    turn, far = np.random.random() * 6.283185307179586, 0.3 + 2.5 * np.random.random()
                    goal_x, goal_y = x + far * np.cos(turn), y + far * np.sin(turn)
                goal_x, goal_y = min(max(goal_x, BOX[0]), BOX[2]), min(max(goal_y, BOX[1]), BOX[3])
                speed = SPEED_M_S[kind[o]] * (0.5 + np.random.random())
            else:
                bearing = np.arctan2(east, north) + np.random.normal() * 0.15
                x, y = x + np.sin(bearing) * move / np.cos(np.radians(y)), y + np.cos(bearing) * move
            clock += np.int64(step_s * 1e3) * 1000
            i = o * per_object + k
            who[i], t_us[i], course[i] = first + o, clock, np.degrees(np.arctan2(east, north)) % 360.0
            lon[i] = round((x + np.random.normal() * 5e-5) * 1e6) / 1e6
            lat[i] = round((y + np.random.normal() * 5e-5) * 1e6) / 1e6
    return who, t_us, lon, lat, course


def kinds_of(objects: int, *, seed: int = 7) -> np.ndarray:
    """By object the number of its kind."""
    return np.random.default_rng(seed).choice(len(KINDS), objects, p=SHARES)


def _moves(n: int, objects: int, seed: int, part: slice) -> tuple:
    objects = min(objects, n)
    kind = kinds_of(objects, seed=seed)
    return kind, _walk(seed, kind[part], part.start or 0, n // objects)


def _words(codes, values):
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(values))


def fixes(n: int, *, objects: int = 2000, seed: int = 7, part: slice = slice(0, None)) -> pa.Table:
    """A POSITIONS table of about `n` rows, by object and time; `part`: only these objects."""
    kind, (who, t_us, lon, lat, course) = _moves(n, objects, seed, part)
    rows = len(who)
    made = {
        "object": _words(who, [f"object:{k}" for k in range(len(kind))]),
        "seen_at": pa.array(t_us, pa.timestamp("us", tz="UTC")),
        "lon": lon,
        "lat": lat,
        "speed_kn": pa.array(SPEED_M_S[kind][who] * 1.94384, pa.float32()),
        "course_deg": pa.array(course, pa.float32()),
        "category": _words(kind[who], KINDS),
        "source": _words(np.zeros(rows, np.int32), ["benchmark"]),
        "file": _words(np.zeros(rows, np.int32), ["0" * 64]),
        "row": pa.array(np.arange(1, rows + 1)),
    }
    columns = [made[field.name] if field.name in made else pa.nulls(rows, field.type) for field in POSITIONS]
    return pa.table(columns, schema=POSITIONS)


def plain_fixes(n: int, *, objects: int = 2000, seed: int = 7, part: slice = slice(0, None)) -> pa.Table:
    """The same moves as anybody would keep them: a number for the object, milliseconds, degrees, a few columns more."""
    kind, (who, t_us, lon, lat, course) = _moves(n, objects, seed, part)
    speed = pa.array(SPEED_M_S[kind][who] * 1.94384, pa.float32())
    return pa.table({
        "object": who,
        "seen_at": pa.array(t_us // 1000).cast(pa.timestamp("ms", "UTC")),
        "lon": lon,
        "lat": lat,
        "altitude_m": pa.array(SPEED_M_S[kind][who] * 10, pa.float32()),
        "speed_kn": speed,
        "course_deg": pa.array(course, pa.float32()),
        "source": _words(kind[who].astype(np.int32), ["gps", "adsb", "drone", "ais", "radar"]),
    })  # fmt: skip


def in_parts(n: int, *, objects: int = 2000, rows: int = 4 * GROUP, seed: int = 7) -> Iterator[pa.Table]:
    """`plain_fixes` in parts of about `rows` rows, so that memory does not grow with `n`."""
    objects = min(objects, n)
    step = max(1, rows // max(1, n // objects))
    for first in range(0, objects, step):
        yield plain_fixes(n, objects=objects, seed=seed, part=slice(first, min(first + step, objects)))


def write(table: pa.Table, path: Path) -> None:
    """As most people would: Parquet with zstd, half a million rows a group."""
    pq.write_table(table, path, row_group_size=GROUP, compression="zstd")


def write_parts(parts: Iterator[pa.Table], path: Path) -> None:
    """Like `write`, part by part; row groups are whole but for the last."""
    writer, waiting = None, []
    for part in parts:
        writer = writer or pq.ParquetWriter(path, part.schema, compression="zstd")
        waiting.append(part)
        whole = pa.concat_tables(waiting)
        ready = len(whole) // GROUP * GROUP
        if ready:
            writer.write_table(whole.slice(0, ready), row_group_size=GROUP)
        waiting = [whole.slice(ready)]
    writer.write_table(pa.concat_tables(waiting))
    writer.close()


def areas(n: int = 61, *, seed: int = 11, deep: bool = False) -> list[shapely.MultiPolygon]:
    """A quadrilateral, and of the rest two thirds polygons of 50 to 500 vertices, a sixth each discs and roads.

    At 61 areas the discs have 10 km and the roads are 4 km wide. More areas are smaller by the root of their number,
    so that together they cover as much; boundary, entries and exits grow with the root. `deep`: all are of full size,
    so that they lie on top of each other.
    """
    random = np.random.default_rng(seed)
    scale = 1.0 if deep else (61 / max(n, 61)) ** 0.5
    found = [shapely.Polygon(densify([*QUADRILATERAL, QUADRILATERAL[0]]))]
    makers: dict[str, Callable] = {"polygon": _polygon, "disc": _disc, "road": _road}
    kinds = [kind for kind, count in LIKE_61.items() for _ in range(count)]
    found += [makers[kinds[k % len(kinds)]](random, scale) for k in range(n - 1)]
    return [_polygons(shapely.make_valid(one)) for one in found]


def _site(random, spread):
    town = TOWNS[random.integers(len(TOWNS))] + random.normal(size=2) * spread
    return (
        (float(town[0]), float(town[1])) if random.random() < 0.6 else (random.uniform(10, 25), random.uniform(20, 33))
    )


def _polygon(random, scale):
    lon, lat = _site(random, 0.7)
    angles = np.sort(random.uniform(0, 360, random.integers(50, 501)))
    phase, size_m = random.uniform(0, 6.28, 4), random.uniform(15e3, 80e3) * scale
    waves = sum(0.2 / (k + 1) * np.sin((k + 1) * np.radians(angles) + phase[k]) for k in range(4))
    reach = size_m * (1 + waves) * (1 + random.normal(size=len(angles)) * 0.01)
    ends = [WGS84.fwd(lon, lat, a, far)[:2] for a, far in zip(angles, reach, strict=True)]
    return shapely.Polygon(densify([*ends, ends[0]]))


def _disc(random, scale):
    lon, lat = _site(random, 0.3)
    return disc(lon, lat, 10e3 * scale, tolerance_m=0.02)


def _road(random, scale):
    line, course = [_site(random, 0.3)], random.uniform(0, 360)
    for _ in range(random.integers(5, 30)):
        course += random.normal() * 20
        line.append(tuple(float(v) for v in WGS84.fwd(*line[-1], course, random.uniform(4e3, 15e3) * scale)[:2]))
    return corridor(tuple(line), from_m=0.0, to_m=2000.0 * scale, side="both", tolerance_m=0.02)


def _polygons(shape) -> shapely.MultiPolygon:
    """The polygons of what making a shape valid left."""
    return shapely.MultiPolygon([one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"])
