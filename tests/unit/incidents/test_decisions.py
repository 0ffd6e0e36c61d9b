"""Decisions of people hold, whatever the machine proposes and in whatever order things come."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.incidents.decisions import (
    CONTRADICTORY,
    Decision,
    Proposal,
    Verdict,
    apart,
    check,
    decide,
    in_force,
    joined,
    pair_of,
    proposal_of,
    split,
    together,
)
from evenhand.incidents.expert import expert
from evenhand.incidents.joining import group, join
from unit.incidents.worlds import world

TABLE, _TRUTH = world(40, seed=7, days=6)
CARD = expert(TABLE)
IDS = sorted(TABLE["statement"].to_pylist())
LETTERS = "abcdefgh"


def proposal(*groups: str, links: dict[str, float] | None = None) -> Proposal:
    found = {one: several[0] for several in groups for one in several}
    odds = {pair_of(*pair): value for pair, value in (links or {}).items()}
    return Proposal(groups=found, log_odds=odds, unlinked=-5.0)


def groups(decided) -> set[str]:
    found: dict[str, list[str]] = {}
    for one, first in decided.groups.items():
        found.setdefault(first, []).append(one)
    return {"".join(sorted(several)) for several in found.values()}


@st.composite
def proposals(draw) -> Proposal:
    where = draw(st.lists(st.integers(0, 3), min_size=len(LETTERS), max_size=len(LETTERS)))
    pairs = draw(st.dictionaries(st.tuples(*[st.sampled_from(LETTERS)] * 2), st.floats(-6, 6), max_size=12))
    odds = {pair_of(*pair): value for pair, value in pairs.items() if pair[0] != pair[1]}
    return Proposal(groups={one: str(at) for one, at in zip(LETTERS, where, strict=True)}, log_odds=odds, unlinked=-5.0)


@st.composite
def several(draw, ids=LETTERS) -> list[Decision]:
    """Decisions that do not contradict each other."""
    found: list[Decision] = []
    for number in range(draw(st.integers(0, 6))):
        one, other = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        verdict = draw(st.sampled_from(Verdict))
        decision = Decision(decision=f"d{number}", verdict=verdict, ones=(one,), others=(other,))
        try:
            check([*found, decision])
        except Problem:
            continue
        found.append(decision)
    return found


def holds(decided, decision: Decision) -> bool:
    alike = {decided.groups[one] == decided.groups[other] for one, other in decision.pairs()}
    return alike == {decision.verdict is Verdict.TOGETHER}


@given(proposals(), several())
def test_every_decision_holds(proposed, decisions):
    decided = decide(proposed, decisions)

    assert all(holds(decided, decision) for decision in decisions)


@given(proposals(), several(), st.randoms(use_true_random=False))
def test_the_order_of_decisions_and_statements_changes_nothing(proposed, decisions, random):
    mixed, named = [*decisions], [*proposed.groups.items()]
    random.shuffle(mixed)
    random.shuffle(named)
    other = Proposal(groups=dict(named), log_odds=proposed.log_odds, unlinked=proposed.unlinked)

    assert decide(proposed, decisions) == decide(other, mixed)


@given(proposals(), several())
def test_taking_the_last_one_back_restores_what_was(proposed, decisions):
    for number, decision in enumerate(decisions):
        before = decide(proposed, decisions[:number])

        assert decide(proposed, in_force(decisions[: number + 1], {decision.decision})) == before


@given(proposals())
def test_without_decisions_the_groups_are_the_machines(proposed):
    decided = decide(proposed, ())

    for one in LETTERS:
        for other in LETTERS:
            alike = proposed.groups[one] == proposed.groups[other]
            assert (decided.groups[one] == decided.groups[other]) == alike
    assert decided.questions == ()


@settings(deadline=None, max_examples=15)
@given(st.lists(st.booleans(), min_size=TABLE.num_rows, max_size=TABLE.num_rows), several(IDS))
def test_late_statements_give_what_all_at_once_give(late, decisions):
    late = np.array(late)
    parts = join(group(TABLE.filter(pa.array(~late)), CARD), TABLE.filter(pa.array(late)))

    assert decide(proposal_of(parts), decisions) == decide(proposal_of(group(TABLE, CARD)), decisions)


@given(proposals(), several())
def test_a_neighbourhood_alone_is_grouped_as_among_all(proposed, decisions):
    whole = decide(proposed, decisions)
    near = {"a"}
    while True:
        groups_of = {proposed.groups[one] for one in near}
        more = {one for one in LETTERS if proposed.groups[one] in groups_of}
        more |= {one for each in decisions for pair in each.pairs() if near & set(pair) for one in pair}
        if more <= near:
            break
        near |= more
    alone = Proposal(
        groups={one: at for one, at in proposed.groups.items() if one in near},
        log_odds={pair: odds for pair, odds in proposed.log_odds.items() if set(pair) <= near},
        unlinked=proposed.unlinked,
    )

    assert decide(alone, decisions).groups == {one: whole.groups[one] for one in sorted(near)}


def test_what_was_decided_before_it_came_holds_once_it_comes():
    decisions = [together("d1", "a", "z"), together("d2", "z", "c")]

    assert groups(decide(proposal("ab", "cd"), decisions)) == {"abcd"}


def test_an_accepted_link_brings_whole_groups_together():
    assert groups(decide(proposal("ab", "cd", "e"), [together("d1", "b", "c")])) == {"abcd", "e"}


def test_of_a_refused_link_the_others_go_where_they_fit_best():
    found = proposal("abc", links={("a", "b"): 2.0, ("b", "c"): 3.0})

    assert groups(decide(found, [apart("d1", "a", "c")])) == {"a", "bc"}


def test_what_is_split_off_stays_one_and_so_does_the_rest():
    assert groups(decide(proposal("abcd"), [split("d1", {"a", "b"}, "abcd")])) == {"ab", "cd"}


def test_groups_that_were_joined_stay_joined_when_the_machine_parts_them():
    assert groups(decide(proposal("a", "b", "c", "d"), [joined("d1", "ab", "cd")])) == {"abcd"}


def test_decisions_that_contradict_each_other_are_named():
    decisions = [together("d1", "a", "b"), together("d2", "b", "c"), apart("d3", "c", "a")]
    with pytest.raises(Problem) as caught:
        decide(proposal("abc"), decisions)

    assert caught.value.kind is CONTRADICTORY
    assert caught.value.details["apart"] == "d3"
    assert caught.value.details["chain"] == "d2, d1"


def test_nothing_is_apart_from_itself():
    with pytest.raises(Problem) as caught:
        check([split("d1", {"a"}, "ab"), Decision(decision="d2", verdict=Verdict.APART, ones=("a",), others=("a",))])

    assert caught.value.kind is CONTRADICTORY


def test_strong_evidence_against_a_decision_is_a_question():
    found = proposal("abc", "d", links={("a", "b"): 4.0, ("b", "c"): 1.0})
    decided = decide(found, [apart("d1", "a", "b"), apart("d2", "b", "c"), together("d3", "a", "d")])

    assert [(one.decision.decision, one.one, one.other) for one in decided.questions] == [
        ("d1", "a", "b"),
        ("d3", "a", "d"),
    ]
    assert "98 %" in decided.questions[0].words(names={"a": "INC-1"})
    assert "INC-1" in decided.questions[0].words(language="ar", names={"a": "INC-1"})


def test_a_proposal_of_a_part_names_only_its_statements():
    some = set(IDS[:5])

    assert set(proposal_of(group(TABLE, CARD), some).groups) == some
