"""The workloads of the benchmarks: objects that move over Libya and areas to hold them against. Seeded.

Two thousand objects go from waypoint to waypoint: vehicles, civil and military aircraft, drones and ships, with the
speeds and reporting intervals of their kind, 5 m of noise, and silences after 0.3 % of the fixes (mean half an hour).
"""

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
KINDS = ("vehicle", "civil-aircraft", "drone", "vessel", "military-aircraft")
SHARES = [0.4, 0.2, 0.2, 0.1, 0.1]
SPEED_M_S = np.array([20.0, 220.0, 40.0, 8.0, 200.0])
EVERY_S = np.array([30.0, 8.0, 5.0, 60.0, 10.0])
FIRST_US = 1_606_780_800_000_000
"""1 December 2020, so that the rules of 2020 are in force."""


@njit(cache=True)
def _walk(seed, kind, per_object, towns, box, speeds, every):
    np.random.seed(seed)
    n = len(kind) * per_object
    who, t_us, lon, lat = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n), np.empty(n)
    for o in range(len(kind)):
        home = towns[np.random.randint(len(towns))]
        x, y = home[0] + np.random.normal() * 0.8, home[1] + np.random.normal() * 0.6
        goal_x, goal_y, speed = x, y, 0.0
        clock = FIRST_US + np.int64(np.random.random() * 86_400e6)
        for k in range(per_object):
            step_s = every[kind[o]] * (0.7 + 0.6 * np.random.random())
            if np.random.random() < 0.003:
                step_s -= 1800.0 * np.log(1.0 - np.random.random())
            east, north = (goal_x - x) * np.cos(np.radians(y)), goal_y - y
            left = np.hypot(east, north)
            move = speed * step_s / 111_195.0
            if k == 0 or left < move:
                x, y = (goal_x, goal_y) if k else (x, y)
                if np.random.random() < 0.5:
                    town = towns[np.random.randint(len(towns))]
                    goal_x, goal_y = town[0] + np.random.normal() * 0.6, town[1] + np.random.normal() * 0.5
                else:
                    turn, far = np.random.random() * 6.283185307179586, 0.3 + 2.5 * np.random.random()
                    goal_x, goal_y = x + far * np.cos(turn), y + far * np.sin(turn)
                goal_x, goal_y = min(max(goal_x, box[0]), box[2]), min(max(goal_y, box[1]), box[3])
                speed = speeds[kind[o]] * (0.5 + np.random.random())
            else:
                x, y = x + east / left * move / np.cos(np.radians(y)), y + north / left * move
            clock += np.int64(step_s * 1e6)
            i = o * per_object + k
            who[i], t_us[i] = o, clock
            lon[i] = round((x + np.random.normal() * 5e-5) * 1e6) / 1e6
            lat[i] = round((y + np.random.normal() * 5e-5) * 1e6) / 1e6
    return who, t_us, lon, lat


def fixes(n: int, *, objects: int = 2000, seed: int = 7) -> pa.Table:
    """A POSITIONS table of about `n` rows, by object and time."""
    random = np.random.default_rng(seed)
    objects = min(objects, n)
    kind = random.choice(len(KINDS), objects, p=SHARES)
    who, t_us, lon, lat = _walk(seed, kind, n // objects, TOWNS, BOX, SPEED_M_S, EVERY_S)
    rows = len(who)

    def words(codes, values):
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(values))

    made = {
        "object": words(who, [f"object:{k}" for k in range(objects)]),
        "seen_at": pa.array(t_us, pa.timestamp("us", tz="UTC")),
        "lon": lon,
        "lat": lat,
        "speed_kn": pa.array(SPEED_M_S[kind][who] * 1.94384, pa.float32()),
        "category": words(kind[who], ["military-vehicle", "civil-aircraft", "drone", "vessel", "military-aircraft"]),
        "source": words(np.zeros(rows, np.int32), ["benchmark"]),
        "file": words(np.zeros(rows, np.int32), ["0" * 64]),
        "row": pa.array(np.arange(1, rows + 1)),
    }
    columns = [made[field.name] if field.name in made else pa.nulls(rows, field.type) for field in POSITIONS]
    return pa.table(columns, schema=POSITIONS)


def write(table: pa.Table, path: Path) -> None:
    """As most people would: Parquet with zstd, half a million rows a group."""
    pq.write_table(table, path, row_group_size=500_000, compression="zstd")


def areas(*, seed: int = 11) -> list[shapely.MultiPolygon]:
    """A quadrilateral, forty polygons of 50 to 500 vertices, ten circles of 10 km, ten roads 4 km wide."""
    random = np.random.default_rng(seed)
    found = [shapely.Polygon(densify([(18.08, 30.8), (16.59, 31.21), (15.25, 31.43), (15.78, 29.07), (18.08, 30.8)]))]
    for _ in range(40):
        lon, lat = random.uniform(10.5, 24.5), random.uniform(20.5, 32.5)
        angles = np.sort(random.uniform(0, 360, random.integers(50, 501)))
        phase, size_m = random.uniform(0, 6.28, 4), random.uniform(15e3, 80e3)
        waves = sum(0.2 / (k + 1) * np.sin((k + 1) * np.radians(angles) + phase[k]) for k in range(4))
        ends = [WGS84.fwd(lon, lat, a, size_m * (1 + w))[:2] for a, w in zip(angles, waves, strict=True)]
        found.append(shapely.Polygon(densify([*ends, ends[0]])))
    shift = random.normal(size=(10, 2)) * 0.1
    found += [disc(lon, lat, 10e3, tolerance_m=0.02) for lon, lat in (TOWNS[:10] + shift).tolist()]
    for town in TOWNS[:10]:
        line, course = [(float(town[0]), float(town[1] - 1.5))], random.uniform(0, 360)
        for _ in range(random.integers(5, 20)):
            course += random.normal() * 20
            line.append(tuple(float(v) for v in WGS84.fwd(*line[-1], course, random.uniform(4e3, 15e3))[:2]))
        found.append(corridor(tuple(line), from_m=0.0, to_m=2000.0, side="both", tolerance_m=0.02))
    return [_polygons(shapely.make_valid(one)) for one in found]


def _polygons(shape) -> shapely.MultiPolygon:
    """The polygons of what making a shape valid left."""
    return shapely.MultiPolygon([one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"])
