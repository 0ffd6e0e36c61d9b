"""What was read from documents and what people decided about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Value, When

from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Proposal, ProposalState
from evenhand_web.commitments.queries.commitment import SourceRow, source_row
from evenhand_web.commitments.queries.said import value_lines
from evenhand_web.commitments.words import Names
from evenhand_web.web.paging import Page, page_of

MARKS = {
    ProposalState.OPEN: "warn",
    ProposalState.ACCEPTED: "good",
    ProposalState.AMENDED: "good",
    ProposalState.REJECTED: "idle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal."""

    id: str
    what: Text
    source: SourceRow
    bodies: tuple[str, ...]
    inferred: int
    state: str
    label: str
    mark: str
    commitment: str
    """Id of what it became, as far as this reader sees it; "" for none."""
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """The list."""

    page: Page[ProposalRow]
    counts: tuple[tuple[str, str, int], ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """One proposal."""

    row: ProposalRow
    value: DomainCommitment
    lines: tuple[tuple[str, str], ...]
    may_decide: bool


def proposals(actor: Actor, *, document: str, state: str, page: str | None) -> Proposals:
    """What can be decided on, the undecided first, in the order of the documents."""
    visible = access.visible_proposals(actor)
    document = document.replace("\0", "")
    of_document = visible.filter(document=document[:200]) if document else visible
    counted = dict(of_document.order_by().values_list("state").annotate(n=Count("pk")))
    wanted = of_document.filter(state=state) if state in set(ProposalState) else of_document
    undecided = Case(When(state=ProposalState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = wanted.select_related("decided_by").order_by(undecided, "document", "made_at", "key")
    names = Names()
    return Proposals(
        page=page_of(rows, page, lambda row: proposal_row(actor, row, names)),
        counts=tuple((one.value, str(one.label), counted.get(one.value, 0)) for one in ProposalState),
        documents=tuple(
            visible.exclude(document="").order_by("document").values_list("document", flat=True).distinct()
        ),
    )


def proposal_page(actor: Actor, proposal_id: str) -> ProposalPage:
    """One proposal with all that was read.

    Raises:
        NO_SUCH_PROPOSAL.
    """
    row, names = access.proposal_for(actor, proposal_id), Names()
    value = mapping.proposed(row)
    may = actor.can(Capability.HANDLE_COMMITMENTS) and row.state == ProposalState.OPEN
    return ProposalPage(
        row=proposal_row(actor, row, names), value=value, lines=value_lines(value, names), may_decide=may
    )


def proposal_row(actor: Actor, row: Proposal, names: Names) -> ProposalRow:
    """A proposal as a row."""
    value = mapping.proposed(row)
    state = ProposalState(row.state)
    seen = row.commitment_id and access.visible_commitments(actor).filter(commitment=row.commitment_id).exists()
    return ProposalRow(
        id=row.pk,
        what=value.what,
        source=source_row(actor, value.source),
        bodies=tuple(names.body(key) for key in value.debtors),
        inferred=len(value.inferred),
        state=state.value,
        label=str(state.label),
        mark=MARKS[state],
        commitment=row.commitment_id if seen else "",
        decided_by=str(row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        reason=row.reason,
    )
