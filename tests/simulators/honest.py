"""Random honest lives of a log and its witness: appends, restarts, cosignatures, looks of every depth."""

from random import Random

from evenhand.ledger.notes import sign
from evenhand.ledger.witness import Trust, look, read_memory
from simulators.logs import CLOCK_KEY, LOG_KEY, MINUTE, NOON, NORTH, SOUTH, Published, entry, opened

TRUST = Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))


def honest_run(seed):
    """A random honest life of a log and its witness; what the witness said that it should not have."""
    chance, disk, memory, now = Random(seed), None, None, NOON
    log = opened()
    for _ in range(chance.randint(1, 6)):
        disk = log._disk
        if chance.random() < 0.3:
            log = opened(disk)  # a restart
        log.append([entry(number) for number in range(log.size, log.size + chance.choice([0, 1, 2, 7, 255, 300]))])
        now += chance.randint(0, 100) * MINUTE
        signed = log.publish(now)
        if chance.random() < 0.3:
            log.add_cosignatures([sign(signed.checkpoint.text(), SOUTH, at_s=1)], [SOUTH.verifier])
        if chance.random() < 0.8:
            depth = chance.choice(["light", "new", "whole"])
            at_s = int(now.timestamp()) + chance.randint(0, 120)
            options = {"trust": TRUST, "key": NORTH, "stalled_after_s": 86_400, "depth": depth}
            found = look(Published.of(disk), memory, now_s=at_s, **options)
            if found.findings:
                return found.findings
            memory = read_memory(found.memory.content(), trust=TRUST)
            now += 2 * MINUTE
    return ()
