"""What a scenario is: a played-through time as data, whose truth its author states.

A scenario names places of an agreement's gazetteer and says who moves, who listens, what burns, what is reported,
and which breaches follow. `reading.py` makes these values from YAML; nothing here knows any agreement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from evenhand.foundation.instants import Interval
from evenhand.foundation.texts import Text
from evenhand.simulation.movers import Go, Profile, Step
from evenhand.simulation.sensors import Jammer, Receiver, Span

NetworkKind = Literal["adsb", "ais", "gpx", "osmand", "table", "fires", "reports"]
Certainty = Literal["certain", "possible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A feed: what kind of sensor, how often, where its aerials stand, and how it fails."""

    id: str
    kind: NetworkKind
    every: timedelta
    receivers: tuple[Receiver, ...] = ()
    outages: tuple[Span, ...] = ()
    loss: float = 0.0
    accuracy_m: float = 30.0
    late: timedelta = timedelta(hours=1)
    """How long after the end of a file it is delivered; what would come after the scenario's end has not come."""
    expected: timedelta | None = None
    """The longest silence that is normal; null: silence says nothing."""
    faults: int = 0
    """Damaged records in each file."""
    files_of: timedelta = timedelta(days=7)
    passes: tuple[timedelta, ...] = ()
    """fires: when after midnight UTC the satellite passes, each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What the author says must be found: a breach of `rule` in `area`, certain or only possible."""

    rule: str
    area: str | None
    certainty: Certainty = "certain"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """A notice given for a trip: how long before departure, and for which time about it."""

    before: timedelta
    begins: timedelta
    ends: timedelta
    party: str | None
    category: str | None = None
    area: str | None = None
    max_count: int | None = None
    for_object: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One movement, made at each of `departs`."""

    start: Go
    steps: tuple[Step, ...]
    departs: tuple[datetime, ...]
    jitter: timedelta = timedelta(0)
    notice: NoticePlan | None = None
    breaks: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the monitors know of an object."""

    category: str | None
    party: str | None
    basis: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """An object with its transponder or tracker, and its trips."""

    object: str
    """As the readers name it: "icao24:018101", "mmsi:642100001", "device:team-1"."""
    label: str | None
    profile: Profile
    networks: tuple[str, ...]
    trips: tuple[Trip, ...]
    identity: Identity | None = None
    silent: tuple[Span, ...] = ()
    emitter: str = "A3"
    """ADS-B emitter category; A3 large, A5 heavy, A7 rotorcraft, B6 unmanned."""
    ship: Mapping[str, str | int] | None = None
    """AIS voyage data."""

    @property
    def number(self) -> str:
        """The id without its scheme."""
        return self.object.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Something that burns: a flare that always does, or a fire."""

    name: str
    lon: float
    lat: float
    power_mw: float
    span: Span
    known_site: bool = False
    breaks: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What people say happened; the words and the party named are the reporter's, not ours."""

    event: str
    network: str
    kind: str
    lon: float
    lat: float
    accuracy_m: float
    happened: Interval
    told_after: timedelta = timedelta(hours=2)
    party: str | None = None
    category: str | None = None
    count_low: int | None = None
    count_high: int | None = None
    confidence: str | None = None
    nuisance: str | None = None
    text: str = ""
    breaks: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario."""

    id: str
    title: Text
    agreement: str
    begins_at: datetime
    ends_at: datetime
    networks: tuple[Network, ...]
    jammers: tuple[Jammer, ...]
    movers: tuple[Mover, ...]
    heat: tuple[Heat, ...]
    reports: tuple[Report, ...]

    def network(self, network_id: str) -> Network:
        """The network of that id, which the reader has checked to be there."""
        return next(network for network in self.networks if network.id == network_id)
