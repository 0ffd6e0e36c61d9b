"""Small pictures as numbers, for SVG: a vote, a chain of renewals, shares. Left to right in every language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.council.chains import Gap, Link
from evenhand.council.codes import Choice
from evenhand.council.counting import Shares
from evenhand.council.votes import Vote, tally

WIDE = 720.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One vote cast."""

    x: int
    choice: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch from left to right."""

    x: str
    width: str
    row: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Bars over years."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[str, int], ...]
    today: str


def vote_marks(vote: Vote, names: dict[str, str]) -> tuple[Mark, ...]:
    """One mark a ballot, else one a vote counted: in favour, abstaining, against, the rest."""
    order = list(Choice)
    if vote.ballots:
        cast = sorted(vote.ballots, key=lambda one: (order.index(one.choice), one.member))
        told = [(one.choice, names.get(one.member, one.member)) for one in cast]
    else:
        counted = tally(vote)
        told = [(choice, "") for choice in order for _ in range(min(counted[choice] or 0, 50))]
    return tuple(Mark(x=at * 22, choice=choice.value, title=title) for at, (choice, title) in enumerate(told))


def timeline(links: Sequence[Link], gaps: Sequence[Gap], *, as_of: date) -> Timeline | None:
    """The stretches of a measure; what has no end runs to the edge. None where no day is known."""
    known = [(link, link.begins) for link in links if link.begins is not None]
    if not known:
        return None
    days = [day for link, begins in known for day in (begins, link.until) if day] + [as_of]
    first, last = min(days).replace(month=1, day=1), date(max(days).year + 1, 1, 1)
    scale = WIDE / (last - first).days

    def at(day: date) -> float:
        return (day - first).days * scale

    bars = [
        _bar(at(begins), at(link.until or last), row, link.step.kind.value, f"{begins} – {link.until or '…'}")
        for row, (link, begins) in enumerate(known)
    ]
    bars += [_bar(at(gap.begins), at(gap.until), len(known), "gap", f"{gap.begins} – {gap.until}") for gap in gaps]
    step = max((last.year - first.year) // 10, 1)
    years = tuple((f"{at(date(year, 1, 1)):.1f}", year) for year in range(first.year, last.year, step))
    return Timeline(bars=tuple(bars), years=years, today=f"{at(as_of):.1f}")


def _bar(begins: float, ends: float, row: int, kind: str, title: str) -> Bar:
    return Bar(x=f"{begins:.1f}", width=f"{max(ends - begins, 3):.1f}", row=row * 16, kind=kind, title=title)


def share_bars(shares: Shares, order: Sequence[str], titles: dict[str, str]) -> tuple[Bar, ...]:
    """A bar of all, cut by value in the order given."""
    bars, x = [], 0.0
    for key in order:
        number = shares.numbers.get(key, 0)
        if number:
            width = number / shares.total * WIDE
            title = f"{titles[key]}: {number}"
            bars.append(Bar(x=f"{x:.1f}", width=f"{width:.1f}", row=0, kind=key, title=title))
            x += width
    return tuple(bars)
