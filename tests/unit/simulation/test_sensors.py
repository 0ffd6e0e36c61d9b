import numpy as np
import pytest

from evenhand.foundation.geodesy import WGS84
from evenhand.simulation.movers import Go, Profile, path_at, walk
from evenhand.simulation.sensors import Jammer, Receiver, Span, heard, seen_heat, transmit

CRUISE = Profile(cruise_mps=150.0, slowest_mps=150.0, altitude_m=0.0)
PATH = walk([Go(19.0, 31.0)], start=Go(16.0, 31.0), departs_s=0.0, profile=CRUISE, rng=np.random.default_rng(0))
ALWAYS = Span(begins_s=-1e9, ends_s=1e9)


def sent(**changes):
    facts = {"every_s": 10.0, "accuracy_m": 30.0, "jammers": (), "silent": (), "rng": np.random.default_rng(3)}
    return transmit(PATH, **(facts | changes))


def error_m(fixes):
    true = path_at(PATH, fixes.motion.at_s)
    return WGS84.inv(true.lon, true.lat, fixes.motion.lon, fixes.motion.lat)[2]


class TestTransmit:
    def test_sends_about_as_often_as_asked(self):
        assert len(sent()) == pytest.approx((PATH.at_s[-1] - PATH.at_s[0]) / 10.0, rel=0.02)

    def test_errors_keep_to_the_accuracy_that_is_claimed(self):
        errors = np.concatenate([error_m(sent(rng=np.random.default_rng(seed))) for seed in range(8)])

        assert 0.85 < (errors <= 30.0).mean() < 0.99

    def test_is_silent_while_the_transponder_is_off(self):
        off = Span(begins_s=300.0, ends_s=900.0)

        assert not off.holds(sent(silent=(off,)).motion.at_s).any()

    def test_jamming_moves_the_fix_and_is_admitted(self):
        jammer = Jammer(lon=17.5, lat=31.0, radius_m=40_000.0, drift_m=9_000.0, span=ALWAYS)
        fixes = sent(jammers=(jammer,))

        assert 0 < fixes.jammed.sum() < len(fixes)
        assert error_m(fixes.where(fixes.jammed)).mean() > 1000.0
        assert error_m(fixes.where(~fixes.jammed)).max() < 200.0
        assert fixes.nic[fixes.jammed].max() <= 4
        assert np.isnan(fixes.accuracy_m[fixes.jammed]).all()

    def test_a_path_shorter_than_the_pace_sends_nothing(self):
        assert len(sent(every_s=1e7)) == 0


class TestHeard:
    def test_hears_only_within_range(self):
        near = Receiver(lon=16.0, lat=31.0, range_m=20_000.0, mast_m=100.0)
        found = heard(sent(), receivers=(near,), outages=(), loss=0.0, rng=np.random.default_rng(1))

        away_m = WGS84.inv(np.full(len(found), 16.0), np.full(len(found), 31.0), found.motion.lon, found.motion.lat)[2]
        assert 0 < len(found) < len(sent())
        assert away_m.max() < 20_000.0

    def test_does_not_hear_below_the_horizon(self):
        low = Receiver(lon=16.0, lat=31.0, range_m=400_000.0, mast_m=10.0)
        found = heard(sent(), receivers=(low,), outages=(), loss=0.0, rng=np.random.default_rng(1))

        away_m = WGS84.inv(np.full(len(found), 16.0), np.full(len(found), 31.0), found.motion.lon, found.motion.lat)[2]
        assert away_m.max() < 25_000.0

    def test_an_outage_loses_everything_in_it(self):
        gap = Span(begins_s=100.0, ends_s=700.0)
        found = heard(sent(), receivers=(), outages=(gap,), loss=0.0, rng=np.random.default_rng(1))

        assert not gap.holds(found.motion.at_s).any()
        assert len(found) > 0

    def test_loses_about_the_share_that_is_lost(self):
        found = heard(sent(every_s=1.0), receivers=(), outages=(), loss=0.25, rng=np.random.default_rng(1))

        assert len(found) / len(sent(every_s=1.0)) == pytest.approx(0.75, abs=0.04)


class TestSeenHeat:
    def test_a_fire_is_seen_only_while_it_burns(self):
        passes = np.arange(0.0, 10.0)
        seen = seen_heat(
            burning=Span(begins_s=3.0, ends_s=6.0),
            passes_s=passes,
            chance_night=1.0,
            chance_day=1.0,
            night=np.ones(10, dtype=bool),
            rng=np.random.default_rng(0),
        )

        assert seen.tolist() == [3.0, 4.0, 5.0]
