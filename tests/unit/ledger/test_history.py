"""Histories of policies: which holds where, who agreed, and what is no history."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import Bundle, verify_bundle
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.history import (
    CONTINUES,
    NOT_A_HISTORY,
    NOT_A_STEP,
    NOT_CONTINUED,
    POLICY_NOT_IN_HISTORY,
    STEP_NOT_APPROVED,
    History,
    Revocation,
    lacking_approvals,
    read_history,
    read_step,
    require_continued,
    verify_history,
)
from evenhand.ledger.merkle import leaf_hash
from evenhand.ledger.policy import BAD_POLICY, KEY_REVOKED, open_under, read_policy
from evenhand.ledger.proofs import Proof
from simulators.logs import LOG_KEY, NORTH, ORIGIN, POLICY_TEXT, SOUTH, SWISS, UN
from simulators.policies import (
    LATER_ORIGIN,
    LOG_2,
    NEW_LOG_KEY,
    NORTH_2,
    POLICY_2,
    POLICY_LATER,
    POLICY_NEW_KEY,
    approved,
    cosigned,
    rotated,
)
from unit.ledger.test_statements import sealed

ROOT = bytes(32)
ANY_TEXT = st.text(st.characters(categories=None), max_size=6)


def at(size, origin=ORIGIN):
    return Checkpoint(origin=origin, size=size, root=ROOT)


def final(rules, size, cosigners, *, log=LOG_KEY, origin=ORIGIN):
    opened, policy = open_under(cosigned(at(size, origin), cosigners, log=log), rules)
    return policy.is_final(opened.cosigned())


class TestARotation:
    ERAS = verify_history(rotated(), trusted=POLICY_TEXT)

    def test_comes_back_from_its_file(self):
        assert read_history(rotated().content()) == rotated()
        assert read_history(History(policies=(POLICY_TEXT,)).content()).steps == ()
        assert (self.ERAS.origin, len(self.ERAS.logs()), len(self.ERAS.witnesses)) == (ORIGIN, 1, 6)
        assert (self.ERAS.witnesses["north"], self.ERAS.witnesses["north/1"]) == (NORTH_2.verifier, NORTH.verifier)

    @pytest.mark.parametrize(("size", "old", "new"), [(0, True, False), (9, True, False), (10, False, True)])
    def test_holds_from_its_entry_on_and_what_was_final_stays_final(self, size, old, new):
        assert final(self.ERAS, size, [NORTH, SOUTH, UN]) is old
        assert final(self.ERAS, size, [NORTH_2, SOUTH, UN]) is new

    def test_is_proved_from_the_later_policy_back_to_the_earlier_too(self):
        assert verify_history(rotated(), trusted=POLICY_2) == self.ERAS

    def test_of_the_log_s_own_key_ends_the_old_one(self):
        known = History(policies=(POLICY_TEXT,)).then(POLICY_NEW_KEY, origin=ORIGIN, size=10)
        eras = verify_history(approved(known, NORTH, SOUTH, UN), trusted=POLICY_TEXT)

        assert final(eras, 9, [NORTH, SOUTH, UN])
        assert final(eras, 10, [NORTH, SOUTH, UN], log=NEW_LOG_KEY)
        for size, log in ((10, LOG_KEY), (9, NEW_LOG_KEY)):
            with pytest.raises(Problem):
                final(eras, size, [NORTH, SOUTH, UN], log=log)


class TestApproval:
    @pytest.mark.parametrize(
        ("by", "side"),
        [
            ((NORTH, SOUTH, UN), "after"),
            ((NORTH_2, SOUTH, UN), "before"),
            ((NORTH, NORTH_2, SOUTH), "after"),
            ((NORTH, NORTH_2, SWISS), "after"),
        ],
    )
    def test_is_asked_of_the_witnesses_of_both_policies(self, by, side):
        with pytest.raises(Problem) as problem:
            verify_history(rotated(by=by), trusted=POLICY_TEXT)
        assert (problem.value.kind, problem.value.details["side"]) == (STEP_NOT_APPROVED, side)

    def test_of_the_policy_before_may_lack_where_the_history_itself_is_trusted_and_is_told(self):
        eras = verify_history(rotated(by=(NORTH_2, SOUTH, UN)))

        assert [era.approved for era in eras.eras] == [True, False]
        assert lacking_approvals(rotated(by=(NORTH_2, SOUTH, UN))) == ("north",)
        assert lacking_approvals(rotated()) == ()

    def test_by_a_key_that_an_earlier_step_revoked_counts_for_nothing(self):
        gone = Revocation(key=SOUTH.verifier, origin=ORIGIN, size=5)
        again = rotated(revoked=[gone]).then(POLICY_TEXT, origin=ORIGIN, size=20)

        with pytest.raises(Problem) as problem:
            verify_history(approved(again, NORTH, NORTH_2, SOUTH, UN))
        assert problem.value.details["lacking"] == "south"

    def test_of_a_policy_that_asks_for_nobody_is_the_log_s_own(self):
        alone = f"log {LOG_KEY.verifier}\nquorum none\n"
        known = History(policies=(alone,)).then(POLICY_TEXT, origin=ORIGIN, size=3)

        with pytest.raises(Problem):
            verify_history(approved(known, NORTH, SOUTH, UN), trusted=alone)
        assert verify_history(approved(known, LOG_KEY, NORTH, SOUTH, UN), trusted=alone).eras[1].approved

    def test_of_a_history_that_does_not_hold_the_trusted_policy_proves_nothing(self):
        with pytest.raises(Problem) as problem:
            verify_history(rotated(), trusted=POLICY_LATER)
        assert problem.value.kind == POLICY_NOT_IN_HISTORY


class TestRevocation:
    def test_takes_a_voice_away_under_what_was_signed_after_the_theft(self):
        eras = verify_history(rotated(revoked=[Revocation(key=NORTH.verifier, origin=ORIGIN, size=7)]))

        assert [final(eras, size, [NORTH, SOUTH, UN]) for size in (6, 7, 9, 10)] == [True, False, False, False]

    def test_of_a_log_s_key_refuses_what_it_signs_later(self):
        gone = Revocation(key=LOG_KEY.verifier, origin=ORIGIN, size=8)
        known = History(policies=(POLICY_TEXT,)).then(POLICY_LATER, origin=LATER_ORIGIN, size=0, revoked=[gone])
        eras = verify_history(approved(known, NORTH, SOUTH, UN), trusted=POLICY_TEXT)

        assert eras.origin == LATER_ORIGIN
        assert final(eras, 7, [NORTH, SOUTH, UN])
        assert final(eras, 1, [NORTH, SOUTH, UN], log=LOG_2, origin=LATER_ORIGIN)
        with pytest.raises(Problem) as problem:
            final(eras, 8, [NORTH, SOUTH, UN])
        assert problem.value.kind == KEY_REVOKED


def first_entry(*, held, kind=CONTINUES, show=(CHECKPOINT := "checkpoint",)):
    """What the bundle of a later log's first entry proves."""
    made = sealed({"author": "amina", "finding": "f", CHECKPOINT: held}, kind=kind)
    entry = made.statement.entry()
    checkpoint = Checkpoint(origin=LATER_ORIGIN, size=1, root=leaf_hash(entry))
    proof = Proof(index=0, path=(), checkpoint=cosigned(checkpoint, [], log=LOG_2))
    return verify_bundle(Bundle(entry=entry, proof=proof, shown=made.show(show)), read_policy(POLICY_LATER))


class TestALogThatContinuesAnother:
    KNOWN = History(policies=(POLICY_TEXT,)).then(POLICY_LATER, origin=LATER_ORIGIN, size=0)
    ERAS = verify_history(approved(KNOWN, NORTH, SOUTH, UN))
    LAST = cosigned(at(7), [NORTH, SOUTH, UN]).decode()

    def test_holds_the_last_final_checkpoint_in_its_first_entry(self):
        assert require_continued(first_entry(held=self.LAST), self.ERAS).checkpoint == at(7)

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"held": cosigned(at(7), [NORTH, SOUTH]).decode()}, id="not-final"),
            pytest.param({"held": LAST, "show": ()}, id="not-shown"),
            pytest.param({"held": 7}, id="no-text"),
            pytest.param({"held": LAST, "kind": "reports.received"}, id="another-kind"),
            pytest.param({"held": cosigned(at(1, LATER_ORIGIN), [NORTH, SOUTH, UN], log=LOG_2).decode()}, id="itself"),
        ],
    )
    def test_and_nothing_else_will_do(self, changes):
        with pytest.raises(Problem) as problem:
            require_continued(first_entry(**changes), self.ERAS)
        assert problem.value.kind == NOT_CONTINUED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy-step/1", "policy-step/2"),
        ("from 10", "from 010"),
        ("before ", "before x"),
        ("log ", "logs "),
        ("\nafter", "\nrevoked x"),
        (f"log {ORIGIN}\n", ""),
    ],
)
def test_a_step_of_another_form_is_none(old, new):
    text = rotated().steps[0].text
    with pytest.raises(Problem) as problem:
        read_step(text.replace(old, new, 1))
    assert problem.value.kind == NOT_A_STEP


def test_a_step_says_what_is_revoked():
    gone = Revocation(key=NORTH.verifier, origin=ORIGIN, size=5)
    text = rotated(revoked=[gone]).steps[0].text
    assert read_step(text).revoked == (gone,)
    for old, new in ((f" {ORIGIN} 5", ""), (f" {ORIGIN} 5", f" {ORIGIN} five"), ("revoked ", "revoke ")):
        with pytest.raises(Problem) as problem:
            read_step(text.replace(old, new))
        assert problem.value.kind == NOT_A_STEP


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", rotated().content().replace(b"history/1", b"history/2"), History(policies=()).content()],
    ids=range(5),
)
def test_another_form_is_no_history(content):
    with pytest.raises(Problem) as problem:
        read_history(content)
    assert problem.value.kind == NOT_A_HISTORY


@settings(max_examples=40)
@given(
    policies=st.lists(st.just(POLICY_TEXT) | ANY_TEXT, max_size=3),
    steps=st.lists(
        st.just(rotated().steps[0].content().decode()) | ANY_TEXT | ANY_TEXT.map("{}\n\n".format), max_size=2
    ),
)
@example(policies=["\ud800", POLICY_TEXT], steps=[rotated().steps[0].content().decode()])
@example(policies=["\ud800"], steps=[])
@example(policies=[POLICY_TEXT, POLICY_TEXT], steps=["\ud800\n\n"])
def test_whatever_text_a_stranger_sends_it_can_be_written_or_is_refused(policies, steps):
    content = json.dumps({"format": "evenhand.policy-history/1", "policies": policies, "steps": steps}).encode()
    with suppress(Problem):
        assert read_history(content).content()


class TestAHistoryThatDoesNotFit:
    def test_for_a_step_leads_elsewhere(self):
        made = rotated()
        other = History(policies=(POLICY_TEXT, POLICY_LATER), steps=made.steps)
        with pytest.raises(Problem) as problem:
            read_history(other.content())
        assert problem.value.kind == NOT_A_HISTORY

    def test_for_a_later_policy_would_hold_from_an_earlier_entry_on_or_speaks_of_another_log(self):
        for history in (
            approved(rotated().then(POLICY_TEXT, origin=ORIGIN, size=9), NORTH, NORTH_2, SOUTH, UN),
            approved(rotated().then(POLICY_LATER, origin=ORIGIN, size=11), NORTH, NORTH_2, SOUTH, UN),
        ):
            with pytest.raises(Problem) as problem:
                verify_history(history)
            assert problem.value.kind == NOT_A_HISTORY

    def test_for_what_follows_is_no_policy(self):
        with pytest.raises(Problem) as problem:
            rotated().then("quorum north\n", origin=ORIGIN, size=11)
        assert problem.value.kind == BAD_POLICY
