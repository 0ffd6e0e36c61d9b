"""Which status may follow which in the view of one body, as data (`tables/statuses.yaml`), and what a change needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from evenhand.agreements.entries import many
from evenhand.agreements.kinds import OneOf
from evenhand.agreements.nodes import Book, Where, read_nodes
from evenhand.agreements.records import Field, ListOf, Record
from evenhand.commitments.acts import Act, StatusSaid
from evenhand.commitments.model import Status
from evenhand.foundation.problems import ProblemKind

STANDARD_FILE = "tables/statuses.yaml"
TABLE_BROKEN = ProblemKind(
    code="commitments.status-table-broken",
    blame="operator",
    message="The table of statuses {file} has a fault: {fault}. Restore the file that is shipped.",
)
NOT_ALLOWED = ProblemKind(
    code="commitments.not-allowed",
    blame="state",
    message="{body} holds {commitment} to be {status!r}; {to!r} cannot follow. From there it can be: {possible}.",
)
CHANGE_NEEDS = ProblemKind(
    code="commitments.change-needs",
    blame="caller",
    message="To hold {commitment} to be {to!r} needs {missing}. Add it and send it again.",
)


class Need(StrEnum):
    """What a change needs besides its author."""

    EVIDENCE = "evidence"
    REASON = "reason"
    AUTHORITY = "authority"
    """The decision or text on which it rests."""


class Kind(StrEnum):
    """Whether something is still owed."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One allowed change of a body's view."""

    origin: Status
    to: Status
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All statuses and the changes between them."""

    first: Status
    settled: frozenset[Status]
    changes: tuple[Change, ...]

    def change(self, origin: Status, to: Status) -> Change | None:
        """The row of the table, or None where the one cannot follow the other."""
        return next((one for one in self.changes if one.origin is origin and one.to is to), None)

    def possible(self, origin: Status) -> tuple[Change, ...]:
        """All that can follow."""
        return tuple(one for one in self.changes if one.origin is origin)


_STATUS = OneOf(tuple(Status))
_NEEDS = many(OneOf(tuple(Need)))
STATUS = Record(
    "status",
    (
        Field("status", _STATUS, "Its name.", required=True),
        Field("kind", OneOf(tuple(Kind)), "open: still owed; settled: no longer.", required=True),
        Field("from", many(_STATUS), "After which it may come."),
        Field("needs", _NEEDS, "What the change needs."),
    ),
)
BACK = Record(
    "back",
    (
        Field("from", many(_STATUS), "What turned out not to be so.", required=True),
        Field("to", many(_STATUS), "What it is instead.", required=True),
        Field("needs", _NEEDS, "What the change needs."),
    ),
)
TABLE = Record(
    "status-table",
    (
        Field("first", _STATUS, "Where a commitment stands before anybody has said anything.", required=True),
        Field("statuses", ListOf(STATUS, least=1), "All of them.", required=True),
        Field("back", many(BACK), "Changes that take something back."),
    ),
)


@cache
def table() -> Table:
    """The standard table.

    >>> [change.to.value for change in table().possible(Status.LAPSED)]
    ['superseded', 'agreed', 'under-way']
    """
    return read_table(
        files("evenhand.commitments").joinpath(*STANDARD_FILE.split("/")).read_bytes(), file=STANDARD_FILE
    )


def read_table(data: bytes, *, file: str) -> Table:
    """A table of statuses from YAML.

    Raises:
        TABLE_BROKEN: with the first fault.
    """
    book = Book()
    where = Where(book, file)
    node = read_nodes(data, where)
    draft = None if node is None else TABLE.read(node, where)
    if book.faults or draft is None:
        raise TABLE_BROKEN(file=file, fault=str(book.faults[0]) if book.faults else "it is empty")
    forth = [(origin, row["status"], row) for row in draft["statuses"] for origin in row.get("from", ())]
    back = [(origin, to, row) for row in draft.get("back", ()) for origin in row["from"] for to in row["to"]]
    return Table(
        first=Status(draft["first"]),
        settled=frozenset(Status(row["status"]) for row in draft["statuses"] if row["kind"] == Kind.SETTLED),
        changes=tuple(
            Change(origin=Status(origin), to=Status(to), needs=tuple(Need(need) for need in row.get("needs", ())))
            for origin, to, row in (*forth, *back)
        ),
    )


def require_allowed(act: Act, acts: Iterable[Act], *, by: Table | None = None) -> None:
    """Refuse a status that cannot follow what the same body said before, or that lacks something.

    A body that says the same again with newer evidence changes nothing and is welcome. What other bodies say is no
    hindrance: each holds its own view.

    Args:
        act: the act about to be entered; one that says no status is let through.
        acts: what was said so far, in any order, of any commitment.
        by: the table; the standard one if none is given.

    Raises:
        NOT_ALLOWED: with what can follow.
        CHANGE_NEEDS: what is missing.
    """
    said = act.content
    if not isinstance(said, StatusSaid):
        return
    rows = by or table()
    before = last_view(act, acts)
    needs: tuple[Need, ...] = (Need.EVIDENCE,) if said.status is not rows.first else ()
    if before is None:
        needs = (*needs, *((Need.AUTHORITY,) if said.status in (Status.LAPSED, Status.SUPERSEDED) else ()))
    elif before is not said.status:
        change = rows.change(before, said.status)
        if change is None:
            possible = ", ".join(one.to.value for one in rows.possible(before)) or "-"
            raise NOT_ALLOWED(
                body=act.body,
                commitment=said.commitment,
                status=before.value,
                to=said.status.value,
                possible=possible,
            )
        needs = change.needs
    given = {Need.EVIDENCE: bool(act.evidence), Need.REASON: bool(act.reason.strip())}
    given[Need.AUTHORITY] = bool(said.authority.strip())
    missing = [need.value for need in needs if not given[need]]
    if missing:
        raise CHANGE_NEEDS(commitment=said.commitment, to=said.status.value, missing=", ".join(missing))


def last_view(act: Act, acts: Iterable[Act]) -> Status | None:
    """What the same body said of the same thing before `act`; None: nothing."""
    said = act.content
    if not isinstance(said, StatusSaid):
        return None
    before = [
        (one.at, one.id, one.content.status)
        for one in acts
        if isinstance(one.content, StatusSaid)
        and one.body == act.body
        and (one.content.commitment, one.content.state, one.content.occasion)
        == (said.commitment, said.state, said.occasion)
        and (one.at, one.id) < (act.at, act.id)
    ]
    return max(before)[2] if before else None
