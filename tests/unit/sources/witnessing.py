"""A witness on a disk of this machine, with a clock that a test sets."""

from datetime import timedelta

from evenhand.sources.witness_home import home_of
from evenhand.sources.witness_rounds import Plan, Rounds
from simulators.logs import NOON, NORTH
from unit.ledger.test_witness import TRUST

NOON_S = int(NOON.timestamp())


class Clock:
    def __init__(self, now_s=NOON_S + 1):
        self.now_s = now_s

    def __call__(self):
        return self.now_s


def home(folder, key=NORTH):
    return home_of(folder, trust=TRUST, key=key)


def rounds(folder, log, *, key=NORTH, clock=None, **plan):
    options = {"stalled_after": timedelta(hours=1), **plan}
    return Rounds(home(folder, key), Plan(log=log, **options), clock=clock or Clock())


def kinds(found):
    return [finding.kind.value for finding in found.findings]
