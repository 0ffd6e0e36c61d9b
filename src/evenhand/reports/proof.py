"""How high a standard of proof a report can carry by itself.

Source: standards, section 1.7 (hearsay alone carries no more than reasonable suspicion).
"""

from collections.abc import Iterable

from evenhand.reports.codes import Means, Post, Proof
from evenhand.reports.record import Record

RANKS: tuple[Proof, ...] = tuple(Proof)
"""The weakest first."""


def is_hearsay(record: Record) -> bool:
    """Whether everything that was counted was only told by others; a report that counts nothing is none.

    >>> from evenhand.reports.codes import Observed, ReportKind
    >>> from evenhand.reports.record import Item
    >>> told = Item(observed=Observed.SHOT, means=Means.TOLD)
    >>> is_hearsay(Record(kind=ReportKind.COMPLAINT, items=(told,)))
    True
    """
    return bool(record.items) and all(item.means is Means.TOLD or item.post is Post.REPORT for item in record.items)


def highest(records: Iterable[Record]) -> Proof:
    """The highest standard that these reports together can carry; nothing at all carries the lowest."""
    return RANKS[-1] if any(not is_hearsay(record) for record in records) else Proof.REASONABLE_SUSPICION


def allowed(wanted: Proof, records: Iterable[Record]) -> bool:
    """Whether these reports can carry that standard."""
    return RANKS.index(wanted) <= RANKS.index(highest(records))
