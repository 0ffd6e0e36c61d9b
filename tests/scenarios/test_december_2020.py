"""The bundled December, from simulated sensors through the real readers and rules, held against the author's truth."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
import shapely

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement
from evenhand.pipeline.watching import Watch, watch
from evenhand.simulation.movers import path_at
from evenhand.simulation.reading import bundled_scenario, read_scenario, scenario_agreement
from evenhand.simulation.world import Expected, World, simulate
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.opening import open_source

NAME = "december-2020"


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return load_agreement(scenario_agreement(bundled_scenario(NAME)))


@pytest.fixture(scope="module", params=[2020], ids=["seed-2020"])
def world(request, agreement) -> World:
    places = {place.id: (place.lon, place.lat) for place in agreement.places}
    return simulate(
        read_scenario(bundled_scenario(NAME), places=places), generator=np.random.default_rng(request.param)
    )


@pytest.fixture(scope="module")
def answer(world, agreement, tmp_path_factory) -> Watch:
    folder = tmp_path_factory.mktemp("feeds")
    inputs = []
    for feed in world.feeds:
        path = folder / feed.name
        path.write_bytes(feed.data)
        opener = partial(open_source, path, received_at=feed.received_at, source=feed.source)
        inputs.append((feed.name, opener))
    return watch(agreement, inputs, as_of=world.scenario.ends_at)


@pytest.fixture(scope="module")
def alerts(answer) -> list[dict[str, Any]]:
    return answer.alerts.to_pylist()


def fits(alert: dict[str, Any], expected: Expected) -> bool:
    who = expected.object is None or expected.object in (alert["object"], *alert["related"])
    what = expected.event is None or expected.event in (alert["event"], *alert["related"])
    when = alert["began_at"] <= expected.latest_at and alert["ended_at"] >= expected.earliest_at
    return (alert["rule"], alert["area"]) == (expected.rule, expected.area) and who and what and when


def told(alert: dict[str, Any]) -> str:
    names = ("rule", "area", "object", "event", "certainty", "doubts")
    return f"{alert['began_at']:%d %H:%M}-{alert['ended_at']:%d %H:%M} " + " ".join(str(alert[name]) for name in names)


class TestFeeds:
    def test_every_feed_is_recognised_by_its_content_and_read_whole(self, world, answer):
        wanted = {feed.name: feed.kind for feed in world.feeds}

        assert {reading.name: reading.kind for reading in answer.readings} == wanted
        assert answer.complete

    def test_damaged_rows_are_set_aside_and_nothing_else(self, world, answer):
        faults = {network.id: network.faults for network in world.scenario.networks}
        for feed, reading in zip(world.feeds, answer.readings, strict=True):
            assert reading.rows_read == reading.rows_kept + reading.rows_quarantined
            assert reading.rows_quarantined <= 2 * faults.get(feed.source, 0), feed.name
        assert answer.quarantine.num_rows >= 40

    def test_the_month_is_rich_but_small(self, answer):
        assert 60_000 < answer.tables["positions"].num_rows < 400_000


class TestTruth:
    def test_is_borne_out_by_the_true_paths(self, world, agreement):
        for expected in world.truth:
            if expected.object and expected.area:
                assert _seconds_inside(world, agreement, expected) >= 90.0, expected

    def test_nothing_expected_is_missing(self, world, alerts):
        missing = [
            expected
            for expected in world.truth
            if not any(fits(alert, expected) and alert["certainty"] == expected.certainty for alert in alerts)
        ]

        assert missing == []

    def test_no_certain_alert_is_false(self, world, alerts):
        true = [expected for expected in world.truth if expected.certainty == "certain"]
        false = [
            told(alert)
            for alert in alerts
            if alert["certainty"] == "certain" and not any(fits(alert, expected) for expected in true)
        ]

        assert false == []

    def test_a_certain_alert_is_raised_once_for_what_is_one_stay(self, alerts):
        certain = [alert for alert in alerts if alert["certainty"] == "certain"]
        stays = Counter(
            (alert["rule"], alert["area"], alert["object"], alert["event"], alert["began_at"]) for alert in certain
        )

        assert set(stays.values()) == {1}


class TestHarmless:
    def test_flares_are_marked_and_never_hidden(self, alerts):
        flares = [alert for alert in alerts if alert["nuisance"] == "static-land-source"]

        assert len(flares) > 20
        assert {alert["certainty"] for alert in flares} == {"possible"}

    def test_the_one_real_fire_is_not_marked(self, alerts):
        fires = [alert for alert in alerts if alert["rule"] == "unexplained-fires" and alert["nuisance"] is None]

        assert 1 <= len(fires) <= 2

    def test_civil_flights_and_joint_patrols_raise_nothing(self, world, alerts):
        known = {mover.object: mover.identity.category for mover in world.scenario.movers if mover.identity}
        harmless = {
            "civil-aircraft",
            "humanitarian-aircraft",
            "monitor-vehicle",
            "joint-police",
            "fishing-vessel",
            "tanker",
        }

        assert [told(alert) for alert in alerts if known.get(alert["object"]) in harmless] == []

    def test_what_nobody_heard_is_not_found(self, world, alerts):
        outage = next(network for network in world.scenario.networks if network.id == "adsb-east").outages[0]
        during = [
            told(alert)
            for alert in alerts
            if (alert["object"] or "").startswith("icao24:0180b")
            and outage.begins_s < alert["began_at"].timestamp() < outage.ends_s
        ]

        assert during == []


def _seconds_inside(world: World, agreement: Agreement, expected: Expected) -> float:
    area = area_geometry(agreement, expected.area)
    step_s = 10.0
    return sum(
        step_s * shapely.contains_xy(area, lon, lat).sum() for lon, lat in _true_positions(world, expected, step_s)
    )


def _true_positions(world: World, expected: Expected, step_s: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for path in world.paths[expected.object]:
        if path.at_s[-1] >= expected.earliest_at.timestamp() and path.at_s[0] <= expected.latest_at.timestamp():
            motion = path_at(path, np.arange(path.at_s[0], path.at_s[-1], step_s))
            yield motion.lon, motion.lat
