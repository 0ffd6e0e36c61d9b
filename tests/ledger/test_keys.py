"""Keys that are replaced, lost or stolen: what was final stays final, and what a thief signs counts for nothing."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import verify_bundle
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.history import STEP_NOT_APPROVED, History, Revocation, read_history, verify_history
from evenhand.ledger.policy import KEY_REVOKED, read_policy
from evenhand.ledger.signers import KEY_RETIRED, Signers, key_id
from evenhand.ledger.witness import Kind, Trust, look
from simulators.bundles import bundle_of
from simulators.logs import (
    CLOCK_KEY,
    LOG_KEY,
    MINUTE,
    NOON,
    NORTH,
    ORIGIN,
    POLICY_TEXT,
    SOUTH,
    UN,
    Published,
    entry,
    key,
    log_of,
    opened,
)
from simulators.policies import LATER_ORIGIN, NORTH_2, POLICY_2, POLICY_LATER, approved, cosigned, rotated
from unit.ledger.test_statements import KEY, sealed

NOON_S = int(NOON.timestamp())
THIEF = key("thief.example", 4)
STOLEN_AT, KNOWN_AT = 7, 10
STOLEN = Revocation(key=NORTH.verifier, origin=ORIGIN, size=STOLEN_AT)
STOLEN_LOG = Revocation(key=LOG_KEY.verifier, origin=ORIGIN, size=STOLEN_AT)


def of_log(before, after, cosigners=(NORTH, SOUTH, UN)):
    """A bundle under a checkpoint of before + 1 + after entries."""
    return bundle_of(sealed(), before=before, after=after, cosigners=cosigners)


class TestAStolenKeyOfAWitness:
    """The theft was at seven entries, was noticed, and the key was replaced at ten."""

    ERAS = verify_history(rotated(size=KNOWN_AT, revoked=[STOLEN]), trusted=POLICY_TEXT)

    def test_leaves_what_was_final_before_the_theft(self):
        verdict = verify_bundle(of_log(3, 2), self.ERAS)

        assert (verdict.lacking, verdict.refused) == ((), ())
        assert [name for name, _at in verdict.cosigners] == ["north", "south", "un"]

    @pytest.mark.parametrize("after", [3, 5])
    def test_makes_nothing_final_between_the_theft_and_its_discovery(self, after):
        verdict = verify_bundle(of_log(3, after), self.ERAS)

        assert (verdict.lacking, verdict.refused) == (("north",), ("north",))

    def test_is_nobody_s_once_it_was_replaced(self):
        verdict = verify_bundle(of_log(3, 6), self.ERAS)

        assert "north" in verdict.lacking
        assert [name for name, _at in verdict.cosigners] == ["south", "un"]

    def test_makes_no_policy_of_the_thief_s(self):
        theirs = POLICY_TEXT.replace(str(NORTH.verifier), str(THIEF.verifier))
        known = History(policies=(POLICY_TEXT,)).then(theirs, origin=ORIGIN, size=5)

        with pytest.raises(Problem) as problem:
            verify_history(approved(known, NORTH, THIEF), trusted=POLICY_TEXT)
        assert problem.value.kind == STEP_NOT_APPROVED

    def test_is_not_known_to_who_has_only_the_policy_of_before(self):
        assert verify_bundle(of_log(3, 6), read_policy(POLICY_TEXT)).lacking == ()


class TestAStolenKeyOfTheLog:
    """The thief signs on from seven entries; the witnesses go over to another log that continues the first."""

    KNOWN = History(policies=(POLICY_TEXT,)).then(POLICY_LATER, origin=LATER_ORIGIN, size=0, revoked=[STOLEN_LOG])
    ERAS = verify_history(approved(KNOWN, NORTH, SOUTH, UN), trusted=POLICY_TEXT)
    TRUST = Trust(logs=ERAS.logs(), clocks=(CLOCK_KEY.verifier,), rules=ERAS)

    def see(self, files, memory=None):
        return look(files, memory, trust=self.TRUST, key=NORTH, now_s=NOON_S + 61, stalled_after_s=86_400)

    def test_leaves_what_was_final_before_the_theft(self):
        assert verify_bundle(of_log(3, 2), self.ERAS).lacking == ()

    def test_proves_nothing_that_came_after_even_with_cosignatures(self):
        with pytest.raises(Problem) as problem:
            verify_bundle(of_log(3, 3), self.ERAS)
        assert problem.value.kind == KEY_REVOKED

    def test_is_refused_by_a_witness_that_goes_by_the_history(self):
        seen = self.see(Published.of(log_of(6)[1]))
        assert seen.findings == ()

        theirs = opened()
        theirs.append([entry(number) for number in range(6)] + [b"the thief's"])
        theirs.publish(NOON + MINUTE)
        (finding,) = self.see(Published.of(theirs._disk), seen.memory).findings
        assert (finding.kind, finding.details["fault"].kind) == (Kind.FORGED, KEY_REVOKED)

    def test_was_seen_before_the_theft_was_known_and_that_stays_evidence(self):
        note = cosigned(Checkpoint(origin=ORIGIN, size=9, root=bytes(32)), [])
        assert self.TRUST.open(note).checkpoint.size == 9


class TestAStolenKeyOfAnAuthor:
    SIGNERS = Signers()
    SIGNERS.take(
        2, sealed(kind="signing.enrol", subject=f"key-{key_id(KEY.public_key().public_bytes_raw().hex())}").statement
    )
    SIGNERS.take(
        8, sealed(kind="signing.retire", subject=f"key-{key_id(KEY.public_key().public_bytes_raw().hex())}").statement
    )

    def test_leaves_what_was_signed_before_it_was_retired(self):
        verdict = verify_bundle(of_log(5, 3), read_policy(POLICY_TEXT))

        assert self.SIGNERS.require(verdict.author_key, verdict.index)

    def test_signs_nothing_afterwards_whatever_instant_the_thief_writes(self):
        verdict = verify_bundle(of_log(20, 3), read_policy(POLICY_TEXT))

        with pytest.raises(Problem) as problem:
            self.SIGNERS.require(verdict.author_key, verdict.index)
        assert problem.value.kind == KEY_RETIRED


class TestTheServerAlone:
    """It enters a step that the witnesses never saw, for it can enter what it likes."""

    def test_cannot_replace_the_witnesses(self):
        theirs = POLICY_TEXT.replace(str(NORTH.verifier), str(THIEF.verifier)).replace("all north", "any north")
        known = History(policies=(POLICY_TEXT,)).then(theirs, origin=ORIGIN, size=5)

        for signers in ((), (LOG_KEY, CLOCK_KEY), (LOG_KEY, THIEF)):
            with pytest.raises(Problem):
                verify_history(approved(known, *signers), trusted=POLICY_TEXT)

    def test_cannot_put_an_earlier_policy_before_one_that_is_trusted(self):
        theirs = POLICY_TEXT.replace(str(NORTH.verifier), str(THIEF.verifier))
        known = History(policies=(theirs,)).then(POLICY_2, origin=ORIGIN, size=5)

        with pytest.raises(Problem):
            verify_history(approved(known, THIEF, SOUTH), trusted=POLICY_2)

    def test_cannot_change_a_byte_of_a_step(self):
        content = rotated(revoked=[STOLEN]).content()
        whole = verify_history(read_history(content), trusted=POLICY_TEXT)
        for at in range(len(content)):
            spoiled = bytearray(content)
            spoiled[at] ^= 1
            try:
                found = verify_history(read_history(bytes(spoiled)), trusted=POLICY_TEXT)
            except Problem:
                continue
            assert found == whole, content[max(0, at - 40) : at + 40]

    def test_cannot_take_a_signed_step_from_one_history_into_another(self):
        made = rotated()
        assert NORTH_2.verifier in verify_history(made, trusted=POLICY_TEXT).witnesses.values()
        again = History(policies=(POLICY_2, POLICY_TEXT), steps=made.steps)
        with pytest.raises(Problem):
            read_history(again.content())
