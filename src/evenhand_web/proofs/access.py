"""The one door to proofs: who sees a record proves what of its entries they may see. Default deny.

The rule, in docs/methods/ledger.md, "Who gets a proof of what":
who may read the whole record proves all that can still be read. Everybody else first needs the record itself, by the
door of its own app, and then gets of its entries: whole, what they did themselves; without the author, what their own
party did; the digests of acts of a case that are shown to them, of evidence that they see whole, of adopted agreements;
and that something was released to them. What they did with evidence of which they see a copy alone does not name the
original. The names and digests of rows, which tell how many there are, nobody gets but who reads the whole record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.cases.views import visible_acts
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.statements import AUTHOR, SIGNATURE, Sealed
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases import access as cases
from evenhand_web.cases.mapping import acts_of
from evenhand_web.evidence import access as evidence
from evenhand_web.incidents import access as incidents
from evenhand_web.intake import access as intake
from evenhand_web.ledger import queries as ledger
from evenhand_web.ledger.mapping import ROWS
from evenhand_web.ledger.queries import NO_SUCH_ENTRY
from evenhand_web.proofs.models import ErasureOrder
from evenhand_web.signing import access as signing

FIELD_NOT_YOURS = ProblemKind(
    code="proofs.field-not-yours",
    blame="missing",
    message="Entry {sequence} has no field {field!r} that you can show. Choose among those on its page.",
)
NO_SUCH_ORDER = ProblemKind(
    code="proofs.no-such-order",
    blame="missing",
    message="There is no order {order} to erase that is still open. See the list of orders.",
)

REPORT, ALERT, INCIDENT, CASE, EVIDENCE, AGREEMENT, KEY = (
    "report", "alert", "incident", "case", "evidence", "agreement", "key",
)  # fmt: skip
ACT = "act"
_RELEASES = {"released", "recalled", "incident-released", "incident-recalled"}
_NOT_ABOUT_THEM = {"evidence.upload", "evidence.give-up"}
"""Acts whose subject is another thing than their name says."""
_OF_A_COPY = {AUTHOR, SIGNATURE, "reason"}
"""What an act on evidence says of itself alone: all else names the original, or what else is kept of it."""
_SHOWN = {CASE: {"digest"}, EVIDENCE: {"digest", ACT}, AGREEMENT: {"version", "digest", "files"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How much of a record somebody sees, as far as its entries go."""

    subjects: tuple[str, ...]
    """What the record calls it; several where reports were joined."""
    shows: Callable[[Mapping[str, Any]], bool]
    """Whether an entry with these values is one whose digests its own app shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry with what somebody may show of it."""

    sequence: int
    sealed: Sealed
    fields: frozenset[str]
    kind: str
    """What the entry is about; "" for what no page shows."""


def sight_of(actor: Actor, kind: str, ref: str) -> Sight | None:
    """How much of a record this actor sees; None where it is not there for them. `ref` is as its page's address has it.

    Nothing of the record of one kind is ever found under another.
    """
    door = _DOORS.get(kind)
    if door is None or "\0" in ref:
        return None
    try:
        return door(actor, ref)
    except Problem as problem:
        if problem.blame not in {"missing", "permission"}:
            raise
        return None


def entries_about(actor: Actor, kind: str, ref: str) -> tuple[Seen, ...]:
    """The entries about a record of which this actor may have a proof, oldest first; none where it is not there."""
    sight = sight_of(actor, kind, ref)
    if sight is None:
        return ()
    found = []
    for sequence in sorted(number for subject in sight.subjects for number in ledger.about(subject)):
        sealed = ledger.sealed(sequence)
        if kind_of(sealed.statement.kind) == kind:
            fields = fields_for(actor, sealed, sight)
            if fields is not None:
                found.append(Seen(sequence=sequence, sealed=sealed, fields=fields, kind=kind))
    return tuple(found)


def entry_for(actor: Actor, sequence: int) -> Seen:
    """One entry of which this actor may have a proof.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
    """
    sealed = ledger.sealed(sequence)
    said = sealed.statement
    kind = kind_of(said.kind)
    sight = None if actor.can(Capability.SEE_LEDGER) else sight_of(actor, kind, ref_of(kind, said.subject))
    fields = fields_for(actor, sealed, sight)
    if fields is None:
        raise NO_SUCH_ENTRY(sequence=sequence)
    return Seen(sequence=sequence, sealed=sealed, fields=fields, kind=kind)


def fields_for(actor: Actor, sealed: Sealed, sight: Sight | None) -> frozenset[str] | None:
    """The fields that this actor may show of an entry; None where they may have no proof of it at all.

    Args:
        actor: who asks.
        sealed: the entry with all that can still be read.
        sight: how much of its record they see; None where that is not there for them.
    """
    values = {one.field: one.value for one in sealed.shown}
    if actor.can(Capability.SEE_LEDGER):
        return frozenset(values)
    if sight is None:
        return None
    own, said = _key_of(actor), sealed.statement
    held = _held(actor, kind_of(said.kind), values, sight)
    if actor.username and values.get(AUTHOR) == actor.username:
        return held
    if actor.organisation_kind == OrganisationKind.PARTY and own and said.organisation == own:
        return held - {AUTHOR}
    allowed: set[str] = set()
    told = sight.shows(values)
    if told:
        allowed |= _SHOWN.get(kind_of(said.kind), set())
    if own and values.get("organisation") == own and said.kind.partition(".")[2] in _RELEASES:
        allowed.add("organisation")
        told = True
    if kind_of(said.kind) == CASE and told and actor.can(Capability.SEE_CASES):
        allowed.add(ACT)
    return frozenset(allowed & set(values)) if told else None


def _held(actor: Actor, kind: str, values: Mapping[str, Any], sight: Sight) -> frozenset[str]:
    """What there is to show of an act of somebody's own, who does not read the whole record."""
    # The numbers of an act and of rows tell how many there are.
    hidden = {ROWS} if actor.can(Capability.SEE_CASES) else {ROWS, ACT}
    if kind == EVIDENCE and not sight.shows(values):
        hidden |= set(values) - _OF_A_COPY
    return frozenset(values) - hidden


def kind_of(action: str) -> str:
    """What an act is about, by its name; "" for what no page shows.

    >>> kind_of("desk.graded"), kind_of("incidents.incident-joined"), kind_of("accounts.member")
    ('report', 'incident', '')
    """
    app, _, verb = action.partition(".")
    if action in _NOT_ABOUT_THEM:
        return ""
    if app == "incidents":
        return INCIDENT if verb.startswith("incident-") else ALERT
    kinds = {"intake": REPORT, "desk": REPORT, "cases": CASE, "evidence": EVIDENCE, "signing": KEY}
    return AGREEMENT if action == "agreements.adopt" else kinds.get(app, "")


def may_hand_over(actor: Actor) -> None:
    """Stop unless this actor hands the record over.

    Raises:
        NOT_PERMITTED: the role lacks the capability.
    """
    actor.require(Capability.HAND_OVER)


def order_for(actor: Actor, order: int, *, for_update: bool = False) -> ErasureOrder:
    """An order to erase that is still open.

    Raises:
        NOT_PERMITTED, NO_SUCH_ORDER.
    """
    actor.require(Capability.ADMINISTER)
    rows = ErasureOrder.objects.select_for_update(of=("self",)) if for_update else ErasureOrder.objects.all()
    found: ErasureOrder | None = rows.filter(pk=order, settled_at=None).first()
    if found is None:
        raise NO_SUCH_ORDER(order=order)
    return found


def _nothing(_values: Mapping[str, Any]) -> bool:
    return False


def _everything(_values: Mapping[str, Any]) -> bool:
    return True


def _report(actor: Actor, ref: str) -> Sight:
    return Sight(subjects=tuple(intake.parts_of(intake.report_for(actor, ref).pk)), shows=_nothing)


def _alert(actor: Actor, ref: str) -> Sight:
    return Sight(subjects=(incidents.alert_for(actor, ref).pk,), shows=_nothing)


def _incident(actor: Actor, ref: str) -> Sight | None:
    """By its id, or by the number that the record has."""
    found = incidents.visible_incidents(actor).filter(number=ref).first() or incidents.incident_for(actor, ref)
    return Sight(subjects=(found.number,), shows=_nothing)


def _case(actor: Actor, ref: str) -> Sight:
    """By its id, or by the number that the record has."""
    row = cases.visible_cases(actor).filter(number=ref[:24]).first()
    seen = cases.case_for(actor, row.case_id if row is not None else ref)
    with as_machine("what somebody sees of a case follows from all of its acts"):
        numbers = {act.number for act in visible_acts(acts_of(seen.case), seen.viewer)}
    return Sight(subjects=(seen.case.number,), shows=lambda values: values.get(ACT) in numbers)


def _evidence(actor: Actor, ref: str) -> Sight:
    found = evidence.glimpse(actor, ref)
    whole = evidence.sight_of(actor, found).whole
    return Sight(subjects=(found.pk,), shows=_everything if whole else _nothing)


def _agreement(actor: Actor, ref: str) -> Sight:
    actor.require(Capability.SEE_AGREEMENTS)
    return Sight(subjects=(ref,), shows=_everything)


def _key(actor: Actor, ref: str) -> Sight:
    return Sight(subjects=(f"key-{signing.key_for(actor, ref).key_id}",), shows=_nothing)


_DOORS: Mapping[str, Callable[[Actor, str], Sight | None]] = {
    REPORT: _report, ALERT: _alert, INCIDENT: _incident, CASE: _case, EVIDENCE: _evidence, AGREEMENT: _agreement,
    KEY: _key,
}  # fmt: skip


def ref_of(kind: str, subject: str) -> str:
    """What a record is called at its door, from what its entries call it."""
    return subject.removeprefix("key-") if kind == KEY else subject


def _key_of(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
