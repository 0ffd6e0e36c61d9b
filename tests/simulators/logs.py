"""Small logs in memory for tests: keys from names, published files as a dictionary."""

import hashlib
from datetime import UTC, datetime, timedelta

from evenhand.ledger.log import Log
from evenhand.ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash
from evenhand.ledger.notes import COSIGNATURE, ED25519, signing_key
from simulators.disk import FragileDisk

ORIGIN = "evenhand.example/log"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def key(name, kind=ED25519):
    """The key of a name, the same in every run."""
    return signing_key(name, hashlib.sha256(f"{name} {kind}".encode()).digest(), kind=kind)


LOG_KEY, CLOCK_KEY = key(ORIGIN), key(ORIGIN, COSIGNATURE)
NORTH, SOUTH, UN, SWISS = (key(f"{name}.example", COSIGNATURE) for name in ("north", "south", "un", "swiss"))
POLICY_TEXT = f"""# Final is what both parties and one international witness cosigned.
log {LOG_KEY.verifier}
witness clock {CLOCK_KEY.verifier}
witness north {NORTH.verifier}
witness south {SOUTH.verifier}
witness un {UN.verifier}
witness swiss {SWISS.verifier}
group international any un swiss
group final all north south international
quorum final
"""


def entry(number):
    """An entry that tells its number."""
    return f"entry {number}".encode()


def opened(disk=None):
    """A log on a disk, which signs and tells the time."""
    return Log(FragileDisk() if disk is None else disk, origin=ORIGIN, keys=[LOG_KEY, CLOCK_KEY])


def log_of(size, *, now=NOON):
    """A log of so many entries, published, and its disk."""
    disk = FragileDisk()
    log = opened(disk)
    log.append([entry(number) for number in range(size)])
    log.publish(now)
    return log, disk


def brute_root(entries):
    """The root by the definition. Source: RFC 6962, section 2.1."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = 1
    while 2 * split < len(entries):
        split *= 2
    return node_hash(brute_root(entries[:split]), brute_root(entries[split:]))


class Published(dict):
    """The published files of a log, as anybody reads them; change them as you like."""

    @classmethod
    def of(cls, disk):
        return cls({path: disk.read(path) for path in disk.names_now if not path.startswith(("state", "journal"))})

    def read(self, path):
        return self.get(path)
