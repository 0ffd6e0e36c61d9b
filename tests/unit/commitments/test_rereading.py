from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.commitments.model import Term
from evenhand.commitments.proposing import propose
from evenhand.commitments.rereading import Accepted, likeness, reread
from evenhand.documents.output import read_document
from simulators.commitments import FUND

LINES = {
    "1": "The Parties shall withdraw all heavy weapons from the line of contact within 30 days.",
    "2": "The Commission shall report every month on what it has seen in the area.",
    "3": "States should consider a fund for the clearance of mines.",
}


def proposals(lines):
    text = "\n\n".join(f"{number}. {words}" for number, words in lines.items())
    return propose(read_document(text + "\n"))


BEFORE = tuple(Accepted(commitment=one.commitment, proposal=one) for one in proposals(LINES))


def test_a_document_read_again_as_it_was_changes_nothing():
    found = reread(BEFORE, proposals(LINES))

    assert [pair.accepted for pair in found.same] == list(BEFORE)
    assert found.changed == found.moved == found.vanished == found.new == ()


def test_changed_words_tell_which_fields_read_otherwise_and_what_a_person_had_amended():
    person = replace(BEFORE[0], commitment=replace(BEFORE[0].commitment, readings=(), term=Term.NEAR))
    later = LINES | {"1": LINES["1"].replace("30 days", "60 days")}
    found = reread((person, *BEFORE[1:]), proposals(later))
    [pair] = found.changed

    assert pair.accepted is person
    assert (pair.changed, pair.contested) == (("readings",), ("readings",))


def test_what_moved_vanished_and_is_new_is_told():
    later = {"1": "The Mission shall visit every place.", "2": LINES["2"], "7": LINES["1"]}
    found = reread(BEFORE, proposals(later))

    assert [pair.proposal.commitment.source.para for pair in found.moved] == ["7"]
    assert [one.commitment.source.para for one in found.vanished] == ["3"]
    assert [one.commitment.source.para for one in found.new] == ["1"]


def test_what_a_person_wrote_is_never_vanished():
    mine = Accepted(commitment=FUND)

    assert reread((mine,), ()).unread == (mine,)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(LINES)), unique=True), st.permutations(range(len(BEFORE))))
def test_every_accepted_one_and_every_proposal_is_in_exactly_one_place(kept, order):
    now = proposals({number: LINES[number] for number in kept})
    found = reread([BEFORE[number] for number in order], now)
    pairs = (*found.same, *found.changed, *found.moved)

    old = [pair.accepted.commitment.id for pair in pairs] + [one.commitment.id for one in found.vanished]
    new = [pair.proposal.key for pair in pairs] + [one.key for one in found.new]
    assert sorted(old) == sorted(one.commitment.id for one in BEFORE)
    assert sorted(new) == sorted(one.key for one in now)
    assert len(found.same) == len(kept)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 1.0), ("a", "", 0.0), ("ab", "ab.", 1.0), ("ab", "cd", 0.0), ("a", "a", 1.0)],
)
def test_how_alike_words_are(one, other, expected):
    assert likeness(one, other) == expected
