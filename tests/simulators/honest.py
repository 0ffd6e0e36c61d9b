"""Random honest lives of a log and its witness.

Appends, restarts, cosignatures, looks of every depth; keys of a witness and of the log replaced as the witnesses
agreed; fields erased, and what stays proved. Nothing here does wrong, so nothing may be told.
"""

from random import Random

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import Bundle, read_bundle, verify_bundle
from evenhand.ledger.history import CHANGED, History, verify_history
from evenhand.ledger.journal import Journal
from evenhand.ledger.log import Log
from evenhand.ledger.notes import COSIGNATURE, sign
from evenhand.ledger.statements import seal
from evenhand.ledger.witness import Trust, look, read_memory
from simulators.disk_memory import MemoryDisk
from simulators.logs import CLOCK_KEY, LOG_KEY, MINUTE, NOON, NORTH, ORIGIN, POLICY_TEXT, SOUTH, UN, entry, key
from simulators.policies import NEW_LOG_KEY, approved

TRUST = Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))
LATER_NORTHS = tuple(key(f"north.example/{number}", COSIGNATURE) for number in range(2, 9))
FIRST = History(policies=(POLICY_TEXT,))
FIRST_ERAS = verify_history(FIRST)
SMALL_JOURNAL = {"room": 1 << 12, "full": 1 << 12}
SIZES = (0, 1, 2, 3, 7, 30)
LARGE_SIZES = (*SIZES, 255, 300)


class Life:
    """One log, its witness, and what they know."""

    def __init__(self, seed, *, sizes):
        self.chance, self.sizes, self.disk, self.now = Random(seed), sizes, MemoryDisk(), NOON
        self.history, self.eras, self.north, self.log_key = FIRST, FIRST_ERAS, NORTH, LOG_KEY
        self.memory, self.kept, self.log = None, {}, None
        self.open()

    def open(self):
        """A start, or a restart: what is not on the disk is gone."""
        keys, former = [self.log_key, CLOCK_KEY], [LOG_KEY.verifier]
        journal = Journal(self.disk, **SMALL_JOURNAL)
        self.log = Log(self.disk, origin=ORIGIN, keys=keys, former=former, sequencer=journal)

    def read(self, path):
        """The published files, as anybody reads them."""
        return None if path.startswith(("state", "journal")) else self.disk.read(path)

    def act(self, kind, fields):
        """A statement is entered; what is behind it is kept outside the log."""
        made = seal(
            fields, organisation="mission", at=self.now, kind=kind, subject="s",
            salts=lambda: self.chance.randbytes(32),
        )  # fmt: skip
        self.kept[self.log.size] = made
        self.log.append([made.statement.entry()])

    def replace_a_key(self):
        """A key is replaced: the step is signed, entered, and holds from the entry after its own on."""
        of_log = self.log_key is LOG_KEY and self.chance.random() < 0.4
        old, new = (LOG_KEY, NEW_LOG_KEY) if of_log else (self.north, self.chance.choice(LATER_NORTHS))
        if str(new.verifier) in "".join(self.history.policies):
            return
        later = self.history.policies[-1].replace(str(old.verifier), str(new.verifier))
        step = self.history.then(later, origin=ORIGIN, size=self.log.size + 1)
        self.history = approved(step, *{self.north.name: self.north, new.name: new}.values(), SOUTH, UN)
        if of_log:
            self.log_key = new
        else:
            self.north = new
        self.eras = verify_history(self.history, trusted=POLICY_TEXT)
        self.act(CHANGED, {"author": "x", "step": self.history.steps[-1].content().decode()})
        self.open()

    def erase(self):
        """What was behind a field of an earlier statement is destroyed; that is an entry too."""
        index = self.chance.choice(sorted(self.kept))
        self.kept[index] = self.kept[index].without(["author"])
        self.act("ledger.erased", {"author": "x", "basis": "art. 17", "entry": index})

    def publish(self):
        """Sign what there is; whether a quorum cosigned it."""
        self.now += self.chance.randint(0, 100) * MINUTE
        text = self.log.publish(self.now).checkpoint.text()
        if self.chance.random() > 0.4:
            return False
        witnesses = (self.north, SOUTH, UN)
        at_s = int(self.now.timestamp())
        self.log.add_cosignatures(
            [sign(text, one, at_s=at_s) for one in witnesses], [one.verifier for one in witnesses]
        )
        return True

    def look(self):
        """What the witness tells; nothing in an honest life."""
        trust = Trust(logs=self.eras.logs(), clocks=(CLOCK_KEY.verifier,), rules=self.eras)
        at_s = int(self.now.timestamp()) + self.chance.randint(0, 120)
        options = {"stalled_after_s": 86_400, "depth": self.chance.choice(["light", "new", "whole"])}
        found = look(self, self.memory, trust=trust, key=self.north, now_s=at_s, **options)
        if not found.findings:
            self.memory = read_memory(found.memory.content(), trust=trust)
            self.now += 2 * MINUTE
        return found.findings

    def prove(self, *, final):
        """A statement is proved with what is left behind it, erased or not."""
        index = self.chance.choice(sorted(self.kept))
        made = self.kept[index]
        bundle = Bundle(entry=made.statement.entry(), proof=self.log.prove(index), shown=made.shown)
        verdict = verify_bundle(read_bundle(bundle.content()), self.eras)
        return () if bool(verdict.lacking) != final else ("not final", verdict)

    def day(self):
        """One stretch of a life; what was told that should not have been."""
        if self.chance.random() < 0.3:
            self.open()
        count = self.chance.choice(self.sizes)
        self.log.append([entry(number) for number in range(self.log.size, self.log.size + count)])
        if self.chance.random() < 0.3:
            self.act("reports.received", {"author": "amina", "finding": "f"})
        if self.chance.random() < 0.15:
            self.replace_a_key()
        if self.kept and self.chance.random() < 0.15:
            self.erase()
        final = self.publish()
        told = self.look() if self.chance.random() < 0.7 else ()
        if not told and self.kept and self.chance.random() < 0.3:
            told = self.prove(final=final)
        return told


def honest_run(seed, *, sizes=LARGE_SIZES):
    """A random honest life; what somebody was told that they should not have been."""
    try:
        life = Life(seed, sizes=sizes)
        for _ in range(life.chance.randint(1, 6)):
            told = life.day()
            if told:
                return (seed, told)
    except Problem as problem:
        return (seed, problem)
    return ()
