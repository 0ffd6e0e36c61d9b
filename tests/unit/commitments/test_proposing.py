import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.commitments.model import Strength, Term, Verb, Willing
from evenhand.commitments.proposing import key_of, propose
from evenhand.documents.output import read_document

TEXT = """The Security Council,

1. Demands that all parties cease hostilities immediately and withdraw within 30 days of the signature;

2. Requests the Secretary-General to report every 90 days on implementation;

3. Calls upon Member States to clear 40 per cent of mined areas by 31 December 2031;

4. Encourages States in a position to do so to consider providing funds, provided that the Commission agrees;

5. The Commission shall meet every month. States concerned should study the feasibility of a joint database.
"""
ITEMS = """1. Cooperation should mainly include organized exchange of information; joint courses; common structures.
"""


@pytest.fixture(scope="module")
def found():
    return {(one.commitment.source.para, one.commitment.verb): one.commitment for one in propose(read_document(TEXT))}


def test_each_demand_is_a_proposal_with_its_paragraph_and_lines(found):
    assert [para for para, _ in found] == ["1", "2", "3", "4", "5", "5"]
    assert found["2", Verb.REQUESTS].source.line_from == 5


def test_who_is_asked_owes_it_and_not_who_asks(found):
    assert found["1", Verb.DEMANDS].debtors == ("parties",)
    assert found["2", Verb.REQUESTS].debtors == ("Secretary-General",)
    assert found["3", Verb.URGES].debtors == ("Member States",)
    assert found["5", Verb.MUST].debtors == ("Commission",)


def test_verbs_have_their_strength_and_the_feasible_is_only_studied(found):
    assert found["1", Verb.DEMANDS].strength is Strength.BINDING
    assert found["4", Verb.ENCOURAGES].strength is Strength.CONSIDER
    assert found["5", Verb.SHOULD].strength is Strength.STUDY


def test_deadlines_terms_recurrence_conditions_and_the_willing(found):
    first, last = found["1", Verb.DEMANDS], found["4", Verb.ENCOURAGES]

    assert (first.readings[0].due.event, first.readings[0].due.count, first.term) == ("signature", 30, Term.NEAR)
    assert found["2", Verb.REQUESTS].recurrence.every == 90
    assert found["3", Verb.URGES].readings[0].due.on.isoformat() == "2031-12-31"
    assert found["3", Verb.URGES].indicators[0].target.low == 40
    assert str(last.conditions[0]) == "provided that the Commission agrees"
    assert last.willing is Willing.WILLING_ONLY


@pytest.mark.parametrize(
    ("text", "debtors"),
    [
        ("1. Decides that all Member States shall close the road;\n", ("Member States",)),
        ("1. The host country and the Security Council shall meet.\n", ("host country", "Security Council")),
        ("1. A meeting shall be held with the host country.\n", ()),
    ],
)
def test_who_acts_is_read_where_it_stands_and_nobody_is_made_up(text, debtors):
    [one] = propose(read_document(text))

    assert one.commitment.debtors == debtors
    assert ("debtors" in one.commitment.inferred) is (not debtors)


def test_what_was_worked_out_is_named(found):
    assert {"theme", "readings"} <= set(found["1", Verb.DEMANDS].inferred)


def test_the_items_of_a_list_in_a_sentence_are_proposals_of_their_own():
    proposals = propose(read_document(ITEMS))

    assert len(proposals) == 3
    assert proposals[1].quote.endswith("joint courses")
    assert len({one.key for one in proposals}) == 3


def test_a_transmittal_is_no_duty():
    text = "1. I have the honour to transmit the report, which will be discussed.\n"

    assert propose(read_document(text)) == ()


def test_a_document_without_anything_proposes_nothing():
    assert propose({}) == ()
    assert propose(read_document("")) == ()


def test_a_key_does_not_hang_on_white_space_or_punctuation():
    assert key_of("S/1", "3", "shall go,\n at once") == key_of("S/1", "3", "Shall go at once.")
    assert key_of("S/1", "3", "shall go") != key_of("S/1", "4", "shall go")


@settings(max_examples=30)
@given(st.integers(0, len(TEXT)))
def test_any_prefix_of_a_document_proposes_without_a_crash(length):
    for one in propose(read_document(TEXT[:length])):
        assert one.commitment.source.para
        assert one.quote
