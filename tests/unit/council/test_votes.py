from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from evenhand.council.codes import Choice
from evenhand.council.votes import Ballot, Discrepancy, Ruling, Vote, discrepancies, judge, tally

PERMANENT = ("china", "france", "russia", "uk", "us")
ELECTED = tuple(f"e{number}" for number in range(10))
NOW = date(2020, 2, 12)


def vote(**groups: int | list[str]) -> Vote:
    """Ballots: the named ones as they are, the rest in favour."""
    ballots = dict.fromkeys((*PERMANENT, *ELECTED), Choice.FOR)
    for choice, members in groups.items():
        for member in members:
            ballots[member] = Choice(choice.replace("_", "-"))
    return Vote(ballots=tuple(Ballot(member=member, choice=choice) for member, choice in ballots.items()))


def of(**choices: str) -> tuple[Ballot, ...]:
    """The ballots of some alone."""
    return tuple(Ballot(member=member, choice=Choice(choice)) for member, choice in choices.items())


COUNTED = Vote(in_favour=14, against=0, abstaining=1)


@pytest.mark.parametrize(
    ("cast", "ruling"),
    [
        pytest.param(vote(abstaining=["russia"]), Ruling.ADOPTED, id="2510-of-2020-14-0-1"),
        pytest.param(vote(abstaining=["russia", "china"]), Ruling.ADOPTED, id="2542-of-2020-13-0-2"),
        pytest.param(vote(), Ruling.ADOPTED, id="2644-of-2022-15-0-0"),
        pytest.param(vote(against=["russia"], abstaining=["china", "e1", "e2"]), Ruling.VETOED, id="25-february-2022"),
        pytest.param(vote(against=["us"]), Ruling.VETOED, id="14-to-1-a-permanent-member-against"),
        pytest.param(vote(against=["e1", "e2"]), Ruling.ADOPTED, id="elected-members-have-no-veto"),
        pytest.param(vote(abstaining=list(ELECTED[:7])), Ruling.TOO_FEW, id="eight-are-too-few"),
        pytest.param(vote(abstaining=list(ELECTED[:6])), Ruling.ADOPTED, id="nine-are-enough"),
        pytest.param(vote(abstaining=list(PERMANENT)), Ruling.ADOPTED, id="without-any-permanent-member-in-favour"),
        pytest.param(vote(absent=["russia"]), Ruling.ADOPTED, id="absence-is-no-veto-1950"),
        pytest.param(vote(not_participating=["china"]), Ruling.ADOPTED, id="not-taking-part-is-no-veto-1971"),
        pytest.param(Vote(in_favour=13, abstaining=2, against=0), Ruling.ADOPTED, id="2511-of-2020-by-its-counts"),
        pytest.param(Vote(in_favour=13, abstaining=2), Ruling.CANNOT_TELL, id="against-not-stated"),
        pytest.param(Vote(in_favour=12, against=3), Ruling.CANNOT_TELL, id="against-and-not-known-who"),
        pytest.param(Vote(), Ruling.CANNOT_TELL, id="nothing-known"),
        pytest.param(replace(COUNTED, ballots=of(russia="abstaining")), Ruling.ADOPTED, id="one-ballot-of-fifteen"),
        pytest.param(
            Vote(in_favour=14, against=1, ballots=of(us="against")), Ruling.VETOED, id="one-ballot-names-the-veto"
        ),
        pytest.param(
            Vote(in_favour=14, against=1, ballots=of(e1="against")), Ruling.ADOPTED, id="one-ballot-names-no-veto"
        ),
        pytest.param(
            Vote(in_favour=13, against=2, ballots=of(e1="against")), Ruling.CANNOT_TELL, id="one-of-two-is-named"
        ),
        pytest.param(Vote(ballots=of(e1="for")), Ruling.CANNOT_TELL, id="one-ballot-and-no-count"),
        pytest.param(
            Vote(in_favour=1, against=1, ballots=of(e1="for", e2="against")), Ruling.TOO_FEW, id="as-many-as-stated"
        ),
        pytest.param(Vote(in_favour=9, against=6, procedural=True), Ruling.ADOPTED, id="on-procedure-no-veto-holds"),
    ],
)
def test_votes_that_were_cast(cast, ruling):
    assert judge(cast, permanent=PERMANENT, on=NOW).ruling is ruling


def test_every_count_and_every_way_of_the_permanent_members_against_the_words_of_article_27():
    """All 11 numbers of elected members in favour, with all 3^5 ways in which the five can vote."""
    for elected, ways in product(range(11), product((Choice.FOR, Choice.AGAINST, Choice.ABSTAINING), repeat=5)):
        ballots = [Ballot(member=one, choice=way) for one, way in zip(PERMANENT, ways, strict=True)]
        ballots += [
            Ballot(member=one, choice=Choice.FOR if at < elected else Choice.AGAINST) for at, one in enumerate(ELECTED)
        ]
        judged = judge(Vote(ballots=tuple(ballots)), permanent=PERMANENT, on=NOW)

        enough = elected + ways.count(Choice.FOR) >= 9
        against = Choice.AGAINST in ways
        expected = Ruling.TOO_FEW if not enough else Ruling.VETOED if against else Ruling.ADOPTED
        assert judged.ruling is expected
        assert bool(judged.vetoes) is (expected is Ruling.VETOED)


def test_seven_were_enough_until_august_1965():
    seven = Vote(in_favour=7, against=0)

    assert judge(seven, permanent=PERMANENT, on=date(1965, 8, 30)).ruling is Ruling.ADOPTED
    assert judge(seven, permanent=PERMANENT, on=date(1965, 8, 31)).ruling is Ruling.TOO_FEW


def test_counts_that_the_ballots_do_not_bear_out_are_said():
    cast = vote(abstaining=["russia"])
    wrong = Vote(in_favour=15, against=0, ballots=cast.ballots)

    assert discrepancies(wrong) == (Discrepancy(choice=Choice.FOR, stated=15, counted=14),)
    assert discrepancies(Vote(in_favour=15)) == ()


def test_what_is_not_stated_is_not_zero():
    assert tally(Vote(in_favour=14))[Choice.AGAINST] is None
    assert tally(vote())[Choice.AGAINST] == 0
