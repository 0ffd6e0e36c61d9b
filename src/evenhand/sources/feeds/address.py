"""The address of a live feed, as people write it, and the feed that it stands for.

    DIR or FILE                              looked at again and again
    http://host/aircraft.json, https://...   asked at an interval
    mqtt://user@host:1883/topic, mqtts://... subscribed to; + and # as in MQTT, without the leading slash
    osmand://host:5055                       listened on

Secrets are no part of an address: every user of the machine sees a command line.
"""

import hashlib
import re
import stat
import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import yaml

from evenhand.foundation.problems import ProblemKind
from evenhand.sources.feeds.feed import Feed, FeedEvent, JournalFeed, Receiver, Tell
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.folder import FolderFeed
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.mqtt import Broker, Subscription
from evenhand.sources.feeds.osmand_port import Door, OsmandPort
from evenhand.sources.feeds.polling import Poll

BAD_ADDRESS = ProblemKind(
    code="sources.bad-feed-address",
    blame="caller",
    message="{address} is no feed: {fault}. Write a folder, https://host/aircraft.json, mqtt://user@host/topic, or "
    "osmand://127.0.0.1:5055.",
)
SECRET_IN_ADDRESS = ProblemKind(
    code="sources.secret-in-address",
    blame="caller",
    message="The address of {address} holds a password, which every user of this machine can see. Leave it out, and "
    "put it in {variable} or in a file for --secrets.",
)
OPEN_DOOR = ProblemKind(
    code="sources.open-door",
    blame="caller",
    message="{address} would let anybody on the network report as any device. Set a token in {variable}, or name the "
    "devices with --devices.",
)
BAD_SECRETS = ProblemKind(
    code="sources.bad-secrets",
    blame="operator",
    message="{path} cannot serve as a file of secrets: {fault}. Write lines `FEED: secret`, and let only its owner "
    "read it (chmod 600).",
)

VARIABLES = {
    "http": "EVENHAND_HTTP_TOKEN",
    "https": "EVENHAND_HTTP_TOKEN",
    "mqtt": "EVENHAND_MQTT_PASSWORD",
    "mqtts": "EVENHAND_MQTT_PASSWORD",
    "osmand": "EVENHAND_OSMAND_TOKEN",
}
"""Where the secret of a kind of feed is looked for, when no file names the feed."""
_PORTS = {"mqtt": 1883, "mqtts": 8883, "osmand": 5055}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NAME = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What all feeds of one run share."""

    journal: Path
    """The folder of the journals."""
    every: timedelta
    roll: timedelta
    clock: Callable[[], datetime]
    tell: Tell
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    """By address."""
    devices: AbstractSet[str] | None = None
    keep: bool = False
    files: SegmentFiles = field(default_factory=SegmentFiles)


def feed_at(address: str, following: Following) -> Feed:
    """The feed at an address, not yet started; what a crash left of its journal is recovered.

    Raises:
        BAD_ADDRESS, SECRET_IN_ADDRESS, OPEN_DOOR.
    """
    scheme, mark, _rest = address.partition("://")
    if not mark:
        return FolderFeed(Path(address), tell=following.tell, monotonic=time.monotonic)
    if scheme not in VARIABLES:
        raise BAD_ADDRESS(address=address, fault=f"{scheme}:// is not known")
    try:
        split = urlsplit(address)
        port = split.port or _PORTS.get(scheme, 0)
    except ValueError as fault:
        raise BAD_ADDRESS(address=address, fault=str(fault)) from None
    if split.password is not None:
        raise SECRET_IN_ADDRESS(address=_shown(split, address), variable=VARIABLES[scheme])
    if not split.hostname and scheme != "osmand":
        raise BAD_ADDRESS(address=address, fault="it names no host")
    if scheme in ("mqtt", "mqtts") and not _after_host(address):
        raise BAD_ADDRESS(address=address, fault="it names no topic; # stands for all")
    secret = following.secrets.get(address) or following.environment.get(VARIABLES[scheme]) or None
    door = Door(host=split.hostname or _LOOPBACK[0], port=port, token=secret, devices=following.devices)
    if scheme == "osmand" and secret is None and door.devices is None and door.host not in _LOOPBACK:
        raise OPEN_DOOR(address=address, variable=VARIABLES[scheme])
    journal = _journal(split, address, following)
    receiver: Receiver
    if scheme == "osmand":
        receiver = OsmandPort(door, journal, clock=following.clock, tell=following.tell)
    elif scheme in ("mqtt", "mqtts"):
        broker = _broker(split, address, port, secret, journal)
        receiver = Subscription(broker, journal, clock=following.clock, tell=following.tell)
    else:
        receiver = Poll(
            address,
            journal,
            every_s=following.every.total_seconds(),
            clock=following.clock,
            tell=following.tell,
            token=secret,
        )
    return JournalFeed(journal, receiver, roll=following.roll, keep=following.keep)


def read_secrets(path: Path | None) -> Mapping[str, str]:
    """Secrets by address, from a YAML file that nobody but its owner may read.

    Raises:
        BAD_SECRETS: others may read it, or it is no mapping of addresses to texts.
    """
    if path is None:
        return {}
    try:
        mode = path.stat().st_mode
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise BAD_SECRETS(
            path=path, fault="it is no YAML, or cannot be read"
        ) from None  # the fault might show a secret
    if stat.S_IMODE(mode) & 0o077:
        raise BAD_SECRETS(path=path, fault="others may read it")
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise BAD_SECRETS(path=path, fault="it does not map addresses to texts")
    return {str(address): value for address, value in given.items()}


def _journal(split: SplitResult, address: str, following: Following) -> Journal:
    """The journal of a feed, in a folder that its address gives: the same at each start."""
    digest = hashlib.sha256(address.encode("utf-8")).hexdigest()[:8]
    words = _NAME.sub("-", f"{split.hostname or ''}{split.path}").strip("-")[:60]
    folder = following.journal / f"{split.scheme}-{words}-{digest}"
    journal = Journal(folder, feed=_shown(split, address), clock=following.clock, files=following.files)
    if journal.cut_bytes:
        following.tell(FeedEvent(feed=journal.feed, what="cut", details={"bytes": journal.cut_bytes}))
    return journal


def _broker(split: SplitResult, address: str, port: int, password: str | None, journal: Journal) -> Broker:
    # One client a journal: two that share an id would throw each other out, and a new id would be a new session.
    client = hashlib.sha256(str(journal.folder.resolve()).encode("utf-8")).hexdigest()[:16]
    return Broker(
        host=split.hostname or "",
        port=port,
        topic=unquote(_after_host(address)),
        client_id=f"evenhand-{client}",
        user=None if split.username is None else unquote(split.username),
        password=password,
        tls=split.scheme == "mqtts",
    )


def _after_host(address: str) -> str:
    """What follows the host; in MQTT # is a sign like any other, so that urlsplit does not serve."""
    return address.partition("://")[2].partition("/")[2]


def _shown(split: SplitResult, address: str) -> str:
    """The address without user, password and query, which may hold a secret."""
    host = f"[{split.hostname}]" if ":" in (split.hostname or "") else split.hostname or ""
    port = "" if split.port is None else f":{split.port}"
    path = f"/{_after_host(address)}" if split.scheme.startswith("mqtt") else split.path
    return f"{split.scheme}://{host}{port}{path}"
