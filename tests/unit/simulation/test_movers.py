import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.geodesy import WGS84, distance_m
from evenhand.simulation.movers import Go, Orbit, Profile, Roam, Stay, path_at, walk

PLANE = Profile(cruise_mps=150.0, slowest_mps=60.0, altitude_m=6000.0, climb_mps=8.0, taxi_s=300.0)
TRUCK = Profile(cruise_mps=12.0, slowest_mps=12.0)
HOME = Go(16.0, 31.0)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


class TestWalk:
    def test_arrives_where_it_was_sent(self):
        path = walk([Go(17.0, 31.5)], start=HOME, departs_s=1000.0, profile=TRUCK, rng=rng())

        assert (path.lon[-1], path.lat[-1]) == pytest.approx((17.0, 31.5))

    def test_a_ground_mover_takes_distance_over_speed(self):
        path = walk([Go(17.0, 31.5)], start=HOME, departs_s=1000.0, profile=TRUCK, rng=rng())

        assert path.at_s[-1] - path.at_s[0] == pytest.approx(distance_m(16.0, 31.0, 17.0, 31.5) / 12.0)

    def test_an_aircraft_climbs_to_its_cruise_and_lands_again(self):
        path = walk([Go(19.0, 32.0)], start=HOME, departs_s=0.0, profile=PLANE, rng=rng())

        assert (path.altitude_m[0], path.altitude_m.max(), path.altitude_m[-1]) == pytest.approx((0.0, 6000.0, 0.0))
        assert path.at_s[0] == -300.0

    def test_a_hop_too_short_for_the_climb_stays_low(self):
        path = walk([Go(16.2, 31.0)], start=HOME, departs_s=0.0, profile=PLANE, rng=rng())

        assert 0.0 < path.altitude_m.max() < 3000.0

    def test_a_stay_is_spent_on_the_ground_between_two_flights(self):
        path = walk([Go(19.0, 32.0), Stay(3600.0), HOME], start=HOME, departs_s=0.0, profile=PLANE, rng=rng())
        parked = path_at(path, np.arange(path.at_s[0], path.at_s[-1], 60.0))

        still = parked.on_ground & (np.abs(parked.lon - 19.0) < 1e-6)
        assert 58 <= still.sum() <= 61

    def test_an_orbit_keeps_its_radius_and_roughly_its_time(self):
        orbit = Orbit(16.0, 31.0, 5000.0, 7200.0)
        path = walk([orbit], start=Go(16.0, 31.045), departs_s=0.0, profile=TRUCK, rng=rng())

        away_m = WGS84.inv(np.full(len(path.lon), 16.0), np.full(len(path.lon), 31.0), path.lon, path.lat)[2]
        assert np.abs(away_m[1:] - 5000.0).max() < 10.0
        assert path.at_s[-1] == pytest.approx(7200.0, rel=0.05)

    def test_roaming_stays_within_its_radius(self):
        path = walk([Roam(16.0, 31.0, 3000.0, 7200.0)], start=HOME, departs_s=0.0, profile=TRUCK, rng=rng())

        away_m = WGS84.inv(np.full(len(path.lon), 16.0), np.full(len(path.lon), 31.0), path.lon, path.lat)[2]
        assert away_m.max() <= 3000.0 + 1.0

    def test_the_same_generator_gives_the_same_path(self):
        steps = [Roam(16.0, 31.0, 3000.0, 7200.0)]
        first, second = (walk(steps, start=HOME, departs_s=0.0, profile=TRUCK, rng=rng()) for _ in range(2))

        assert np.array_equal(first.lon, second.lon)


class TestPathAt:
    def test_leaves_out_instants_outside_the_path(self):
        path = walk([Go(17.0, 31.5)], start=HOME, departs_s=1000.0, profile=TRUCK, rng=rng())

        assert path_at(path, np.array([0.0, 1500.0, 1e9])).at_s.tolist() == [1500.0]

    @given(st.floats(14.0, 18.0), st.floats(29.0, 33.0), st.floats(0.01, 0.99))
    @settings(deadline=None, max_examples=40)
    def test_lies_on_the_geodesic_at_constant_speed(self, lon, lat, share):
        if distance_m(16.0, 31.0, lon, lat) < 100.0:
            return
        path = walk([Go(lon, lat)], start=HOME, departs_s=0.0, profile=TRUCK, rng=rng())
        azimuth, _, length_m = WGS84.inv(16.0, 31.0, lon, lat)
        expected = WGS84.fwd(16.0, 31.0, azimuth, length_m * share)

        found = path_at(path, np.array([path.at_s[-1] * share]))
        assert distance_m(found.lon[0], found.lat[0], expected[0], expected[1]) < 0.01
        assert found.speed_kn[0] == pytest.approx(12.0 * 3600.0 / 1852.0)

    def test_course_is_the_direction_of_travel(self):
        path = walk([Go(16.0, 32.0)], start=HOME, departs_s=0.0, profile=TRUCK, rng=rng())

        assert path_at(path, np.array([100.0])).course_deg[0] == pytest.approx(0.0, abs=1e-6)
