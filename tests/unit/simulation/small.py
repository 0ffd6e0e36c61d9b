"""A small scenario that tests read and play."""

import numpy as np

from evenhand.simulation.reading import read_scenario
from evenhand.simulation.world import World, simulate

PLACES = {"harbour": (16.0, 31.0), "cape": (16.4, 31.2)}

SMALL = """
scenario: small
title: {en: Small}
agreement: coastal-example
period: {from: 2026-03-01T00:00:00Z, until: 2026-03-03T00:00:00Z}
profiles:
  plane: {cruise: 240 kt, slowest: 100 kt, altitude: 4000 m, climb: 6 m/s, taxi: 5 min}
  boat: {cruise: 10 kt}
  car: {cruise: 40 km/h, wobble: 50 m}
networks:
  adsb: {kind: adsb, every: 20 s, late: 1 min, receivers: [{at: harbour, range: 200 km}], faults: 3}
  ais: {kind: ais, every: 5 min, late: 1 min, faults: 3, expected: 10 min}
  loggers: {kind: gpx, every: 60 s, late: 12 h}
  trackers: {kind: osmand, every: 60 s, faults: 2}
  sketches: {kind: table, every: 10 min, accuracy: 300 m}
  fires: {kind: fires, every: 12 h, passes: ["00:20", "12:00"], faults: 1}
  reports: {kind: reports, every: 1 days}
jammers:
  - {at: cape, radius: 20 km, drift: 5 km, from: 2026-03-02T00:00:00Z, until: 2026-03-03T00:00:00Z}
movers:
  - object: icao24:4b0001
    label: TEST1
    profile: plane
    networks: [adsb]
    identity: {category: military-aircraft, party: north, basis: seen}
    trips:
      - from: harbour
        steps: [cape, {stay: 30 min}, harbour]
        departs: {first: 2026-03-01T06:00:00Z, last: 2026-03-02T23:00:00Z, every: 1 days, jitter: 10 min}
        notice: {before: 48 h, begins: -1 h, ends: 5 h, party: north, area: zone}
        breaks: [{rule: no-flights, area: zone}]
  - object: mmsi:642990001
    label: DHOW
    profile: boat
    networks: [ais]
    ship: {imo: 0, call_sign: 5AZA1, name: DHOW, ship_type: 70, length_m: 30, beam_m: 8, draught_dm: 30, destination: CAPE}
    silent: [{from: 2026-03-01T12:00:00Z, until: 2026-03-01T20:00:00Z}]
    trips: [{from: harbour, steps: [cape, {stay: 30 h}], departs: [2026-03-01T00:00:00Z]}]
  - object: device:team-1
    label: Team 1
    profile: car
    networks: [loggers, trackers, sketches]
    trips: [{from: harbour, steps: [cape, {roam: cape, radius: 2 km, for: 1 h}, harbour], departs: [2026-03-01T08:00:00Z]}]
heat:
  - {name: Flare, at: harbour, power_mw: 9, known_site: true}
  - {name: Fire, at: cape, power_mw: 40, from: 2026-03-01T20:00:00Z, until: 2026-03-02T02:00:00Z, breaks: [{rule: no-fire, area: zone, certainty: possible}]}
reports:
  - {event: R-1, network: reports, kind: shelling, at: {of: cape, bearing: 90, distance: 2 km}, accuracy: 500 m, from: 2026-03-01T10:00:00Z, party: south, count: [2, 4], text: "Heard, not seen", breaks: [{rule: no-fire}]}
  - {event: R-2, network: reports, kind: shelling, at: cape, accuracy: 500 m, from: 2026-03-02T23:30:00Z}
"""  # noqa: E501


def small_world(seed: int = 5) -> World:
    return simulate(read_scenario(SMALL.encode(), places=PLACES), generator=np.random.default_rng(seed))
