"""Votes: what was cast, whether that adopts, and whether the ballots bear out the counts.

Source: Charter of the United Nations, art. 23, 27 (as in force since 31 August 1965: nine of fifteen; before: seven of
eleven). That a permanent member which abstains or is absent does not prevent adoption is constant practice: ICJ,
Legal Consequences (Namibia), Advisory Opinion of 21 June 1971, para. 22.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.council.codes import Choice

NINE_SINCE = date(1965, 8, 31)
"""Entry into force of the amendment of art. 23 and 27 (General Assembly resolution 1991 A (XVIII))."""
NEEDED, NEEDED_BEFORE = 9, 7
SITTING, SITTING_BEFORE = 15, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What one member did."""

    member: str
    choice: Choice = Choice.FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """The counts as a document states them (None: not stated) and, where known, each member's ballot."""

    in_favour: int | None = None
    against: int | None = None
    abstaining: int | None = None
    ballots: tuple[Ballot, ...] = ()
    procedural: bool = False
    """On procedure no veto holds (art. 27 (2))."""


class Ruling(StrEnum):
    """What the rule makes of a vote."""

    ADOPTED = "adopted"
    VETOED = "vetoed"
    TOO_FEW = "too-few"
    CANNOT_TELL = "cannot-tell"
    """Somebody voted against and it is not known who, or the counts are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A vote held against the rule."""

    ruling: Ruling
    needed: int
    in_favour: int | None
    vetoes: tuple[str, ...] = ()
    """Permanent members that voted against a substantive proposal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A count that the ballots do not bear out."""

    choice: Choice
    stated: int
    counted: int


def tally(vote: Vote) -> dict[Choice, int | None]:
    """How many did what: as stated, else as the ballots say, else None.

    >>> tally(Vote(in_favour=14, abstaining=1))[Choice.AGAINST] is None
    True
    """
    cast = Counter(ballot.choice for ballot in vote.ballots)
    stated = {Choice.FOR: vote.in_favour, Choice.AGAINST: vote.against, Choice.ABSTAINING: vote.abstaining}
    counted = {choice: cast[choice] if vote.ballots else None for choice in Choice}
    return counted | {choice: counted[choice] if number is None else number for choice, number in stated.items()}


def judge(vote: Vote, *, permanent: Collection[str], on: date) -> Judged:
    """What art. 27 makes of a vote.

    Args:
        vote: where all ballots are known they decide; else the counts stated do, and ballots only tell who was against.
        permanent: ids of the permanent members.
        on: the day of the vote; nine votes are needed since 31 August 1965, seven before.

    >>> judge(Vote(in_favour=9, against=0), permanent=["x"], on=date(2020, 1, 1)).ruling
    <Ruling.ADOPTED: 'adopted'>
    >>> judge(Vote(in_favour=14, against=1), permanent=["x"], on=date(2020, 1, 1)).ruling
    <Ruling.CANNOT_TELL: 'cannot-tell'>
    """
    needed, sitting = (NEEDED, SITTING) if on >= NINE_SINCE else (NEEDED_BEFORE, SITTING_BEFORE)
    cast = Counter(ballot.choice for ballot in vote.ballots)
    complete = _complete(vote, sitting)
    in_favour, against = (cast[Choice.FOR], cast[Choice.AGAINST]) if complete else (vote.in_favour, vote.against)
    vetoes = tuple(one.member for one in vote.ballots if one.choice is Choice.AGAINST and one.member in permanent)
    if in_favour is None:
        ruling = Ruling.CANNOT_TELL
    elif in_favour < needed:
        # A veto is said to be one only where the proposal would have been adopted but for it.
        ruling = Ruling.TOO_FEW
    elif vote.procedural:
        ruling = Ruling.ADOPTED
    elif vetoes:
        ruling = Ruling.VETOED
    else:
        all_named = against is not None and cast[Choice.AGAINST] >= against
        ruling = Ruling.ADOPTED if all_named else Ruling.CANNOT_TELL
    vetoed = vetoes if ruling is Ruling.VETOED else ()
    return Judged(ruling=ruling, needed=needed, in_favour=in_favour, vetoes=vetoed)


def _complete(vote: Vote, sitting: int) -> bool:
    """Whether every ballot is known: as many as members sit, or as many for and against as are stated, and no other."""
    if len(vote.ballots) >= sitting:
        return True
    known = vote.in_favour is not None and vote.against is not None
    return bool(vote.ballots) and known and not discrepancies(vote)


def discrepancies(vote: Vote) -> tuple[Discrepancy, ...]:
    """Counts that differ from the ballots; none where no ballots are known."""
    if not vote.ballots:
        return ()
    cast = Counter(ballot.choice for ballot in vote.ballots)
    stated = ((Choice.FOR, vote.in_favour), (Choice.AGAINST, vote.against), (Choice.ABSTAINING, vote.abstaining))
    return tuple(
        Discrepancy(choice=choice, stated=number, counted=cast[choice])
        for choice, number in stated
        if number is not None and number != cast[choice]
    )
