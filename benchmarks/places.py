"""Places of reports drawn and laid over one another, beside three other ways to do so.

An observer's sector as a wedge of a circle in degrees (shapely buffers); the same in the metres of its UTM zone, as a
careful user of GeoPandas does it; and the question asked point by point with geographiclib. How far the first two are
off is measured. UTM's error is its grid north, which is not north.

python benchmarks/places.py
"""

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer

from evenhand.reports import shapes
from evenhand.reports.bearings import turned
from evenhand.reports.overlaps import gap_m, intersection_of
from evenhand.reports.places import SectorPlace
from evenhand.reports.shapes import area_m2, shape_of

EARTH = Geodesic.WGS84
RUNS = 200


def main() -> None:
    truth = (16.5, 31.0)
    sectors = {str(n): seen_from(truth, 36.0 * n, 3_000.0 + 700.0 * n) for n in range(10)}
    one = sectors["3"]
    print(f"a sector drawn:                          {timed(lambda: fresh(lambda: shape_of(one))):8.3f} ms")
    print(f"  the same in degrees (shapely):         {timed(lambda: in_degrees(one)):8.3f} ms")
    print(f"  10,000 points asked of geographiclib:  {timed(lambda: brute_area_m2(one), runs=2):8.1f} ms")
    print(f"ten sectors, what they have in common:   {timed(lambda: fresh(lambda: intersection_of(sectors))):8.3f} ms")
    print(f"  drawn before:                          {timed(lambda: intersection_of(sectors)):8.3f} ms")
    print(f"  the same in degrees (shapely):         {timed(lambda: all_in_degrees(sectors.values())):8.3f} ms")
    wrong = sectors | {"liar": seen_from((17.0, 31.0), 10.0, 4_000.0)}
    print(f"eleven, one of them wrong, all pairs:    {timed(lambda: fresh(lambda: intersection_of(wrong))):8.3f} ms")
    far = shape_of(wrong["liar"])
    print(f"distance of two sectors:                 {timed(lambda: gap_m(shape_of(one), far)):8.3f} ms")
    print()
    print("latitude  distance  area in degrees/true  worst edge, in degrees   in UTM")
    for lat in (0.0, 31.0, 50.0, 65.0):
        for away_m in (1_000.0, 5_000.0, 30_000.0):
            print(row(lat, away_m))


def seen_from(truth: tuple[float, float], azimuth: float, away_m: float) -> SectorPlace:
    """A sector of five degrees and three tenths to either side round the truth."""
    stand = EARTH.Direct(truth[1], truth[0], azimuth, away_m)
    back = EARTH.Inverse(stand["lat2"], stand["lon2"], truth[1], truth[0])["azi1"]
    return SectorPlace(
        observer_lon=stand["lon2"],
        observer_lat=stand["lat2"],
        observer_accuracy_m=20.0,
        bearing_deg=turned(back),
        bearing_error_deg=5.0,
        range_low_m=away_m * 0.7,
        range_high_m=away_m * 1.3,
    )


def fresh(work: Callable[[], object]) -> object:
    """Without what was drawn before."""
    shapes.annular_sector.cache_clear()
    return work()


def timed(work: Callable[[], object], *, runs: int = RUNS) -> float:
    """Median milliseconds."""
    took = []
    for _ in range(runs):
        begins = time.perf_counter()
        work()
        took.append(time.perf_counter() - begins)
    return statistics.median(took) * 1000.0


def in_degrees(place: SectorPlace) -> shapely.Polygon:
    """As tools that know only degrees do it: metres divided by 111,320, a wedge of a ring, buffered."""
    wedge = plane_wedge(place)
    return shapely.transform(
        wedge, lambda points: points / 111_320.0 + np.array([place.observer_lon, place.observer_lat])
    )


def in_utm(place: SectorPlace) -> shapely.Polygon:
    zone = int((place.observer_lon + 180.0) // 6.0) + 1
    project = Transformer.from_crs(4326, 32600 + zone, always_xy=True)
    origin = project.transform(place.observer_lon, place.observer_lat)
    return shapely.transform(
        plane_wedge(place),
        lambda points: np.column_stack(project.transform(*(points + np.array(origin)).T, direction="INVERSE")),
    )


def plane_wedge(place: SectorPlace) -> shapely.Polygon:
    """Metres east and north of the observer."""
    error, bearing = place.bearing_error_deg, place.bearing_deg
    turns = np.radians(90.0 - np.linspace(bearing - error, bearing + error, 33))
    rim = np.column_stack([np.cos(turns), np.sin(turns)])
    wedge = shapely.Polygon(np.vstack([rim * place.range_high_m, rim[::-1] * place.range_low_m]))
    return wedge.buffer(place.observer_accuracy_m)


def all_in_degrees(places) -> shapely.Geometry:
    whole = None
    for place in places:
        shape = in_degrees(place)
        whole = shape if whole is None else whole.intersection(shape)
    return whole


def brute_area_m2(place: SectorPlace, *, side: int = 100) -> float:
    """Area by asking of a grid of points whether distance and azimuth are within the limits."""
    reach = place.range_high_m * 1.05
    inside = 0
    for x in np.linspace(-reach, reach, side):
        for y in np.linspace(-reach, reach, side):
            lat = place.observer_lat + y / 110_900.0
            lon = place.observer_lon + x / (111_320.0 * math.cos(math.radians(lat)))
            line = EARTH.Inverse(place.observer_lat, place.observer_lon, lat, lon)
            off = abs((line["azi1"] - place.bearing_deg + 180.0) % 360.0 - 180.0)
            inside += place.range_low_m <= line["s12"] <= place.range_high_m and off <= place.bearing_error_deg
    return inside * (2.0 * reach / (side - 1)) ** 2


def row(lat: float, away_m: float) -> str:
    place = seen_from((16.5, lat), 225.0, away_m)
    degrees, utm = in_degrees(place), in_utm(place)
    share = area_m2(degrees) / area_m2(shape_of(place))
    far, near = off_m(place, degrees), off_m(place, utm)
    return f"{lat:7.0f}°  {away_m / 1000:5.0f} km  {share:20.3f}  {far:21,.0f} m  {near:7,.0f} m"


def off_m(place: SectorPlace, drawn: shapely.Polygon) -> float:
    """How far the worst corner of a drawing is from the true edge."""
    edge = shape_of(place).exterior
    worst = 0.0
    for lon, lat in shapely.get_coordinates(drawn):
        nearest = shapely.get_coordinates(shapely.shortest_line(edge, shapely.Point(lon, lat)))[0]
        worst = max(worst, EARTH.Inverse(lat, lon, nearest[1], nearest[0])["s12"])
    return worst


if __name__ == "__main__":
    main()
