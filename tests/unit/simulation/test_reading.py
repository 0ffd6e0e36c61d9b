import pytest

from evenhand.foundation.problems import Problem
from evenhand.simulation.movers import Go, Roam
from evenhand.simulation.reading import bundled_scenario, bundled_scenarios, read_scenario, scenario_agreement
from unit.simulation.small import PLACES, SMALL


def changed(old: str, new: str) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new, 1).encode()


class TestReadScenario:
    def test_reads_who_moves_where(self):
        scenario = read_scenario(SMALL.encode(), places=PLACES)
        team = scenario.movers[2]

        assert [mover.object for mover in scenario.movers] == ["icao24:4b0001", "mmsi:642990001", "device:team-1"]
        assert team.trips[0].steps == (Go(16.4, 31.2), Roam(16.4, 31.2, 2000.0, 3600.0), Go(16.0, 31.0))
        assert len(scenario.movers[0].trips[0].departs) == 2

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            pytest.param(
                "steps: [cape, {stay: 30 min}", "steps: [cap, {stay: 30 min}", "trips[0].steps", id="no-such-place"
            ),
            pytest.param("profile: plane", "profile: glider", "movers[0].profile", id="no-such-profile"),
            pytest.param("networks: [adsb]", "networks: [radar]", "movers[0].networks", id="no-such-network"),
            pytest.param("cruise: 10 kt", "cruise: 10", "profiles.boat.cruise", id="speed-without-unit"),
            pytest.param("kind: ais", "kind: sonar", "networks.ais.kind", id="no-such-kind"),
            pytest.param("power_mw: 9", "power_mw: much", "heat[0].power_mw", id="not-a-number"),
            pytest.param(
                "every: 1 days, jitter", "every: 0 s, jitter", "departs.every", id="a-series-that-stands-still"
            ),
            pytest.param("title: {en: Small}", "title:", "title", id="missing"),
            pytest.param("jammers:\n  -", "jammers: [", "(whole file)", id="not-yaml"),
            pytest.param("jammers:\n  -", "jammers:\n  x:", "jammers", id="not-a-list"),
        ],
    )
    def test_names_the_entry_that_is_wrong(self, old, new, where):
        with pytest.raises(Problem, match="Scenario entry") as caught:
            read_scenario(changed(old, new), places=PLACES)

        assert caught.value.code == "simulation.faulty-scenario"
        assert where in caught.value.details["where"]


class TestBundledScenario:
    def test_each_one_names_its_agreement(self):
        assert all(scenario_agreement(bundled_scenario(name)) for name in bundled_scenarios())

    def test_an_unknown_name_lists_those_that_are_there(self):
        with pytest.raises(Problem, match="Choose one of") as caught:
            bundled_scenario("../secrets")

        assert caught.value.code == "simulation.no-such-scenario"
