"""The one door to proofs: who sees a record proves what of its entries they may see. Default deny.

The rule, in docs/methods/ledger.md, "Who gets a proof of what":
who may read the whole record proves all that can still be read. Everybody else first needs the record itself, by the
door of its own app, and then gets of its entries: whole, what they did themselves; without the author, what their own
party did; the digests of acts of a case or a commitment that are shown to them, of evidence that they see whole, of
documents, of records of the council that are shown to them, of adopted agreements; and that something was released to
them. What they did with evidence of which they see a copy alone does not name the original. The names and digests of
rows, which tell how many there are, nobody gets but who reads the whole record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from evenhand.cases.views import visible_acts
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.statements import AUTHOR, SIGNATURE, Sealed
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases import access as cases
from evenhand_web.cases.mapping import acts_of
from evenhand_web.commitments import access as commitments
from evenhand_web.council import access as council
from evenhand_web.documents import access as documents
from evenhand_web.evidence import access as evidence
from evenhand_web.incidents import access as incidents
from evenhand_web.intake import access as intake
from evenhand_web.ledger import queries as ledger
from evenhand_web.ledger.mapping import ROWS
from evenhand_web.ledger.queries import NO_SUCH_ENTRY
from evenhand_web.proofs.models import ErasureOrder
from evenhand_web.registers import access as registers
from evenhand_web.signing import access as signing

FIELD_NOT_YOURS = ProblemKind(
    code="proofs.field-not-yours",
    blame="missing",
    message="Entry {sequence} has no field {field!r} that you can show. Choose among those on its page.",
)
NO_WORDS = ProblemKind(
    code="proofs.no-words",
    blame="missing",
    message="Of entry {sequence} there are no words here that are yours to take. Its page says what is.",
)
NO_SUCH_ORDER = ProblemKind(
    code="proofs.no-such-order",
    blame="missing",
    message="There is no order {order} to erase that is still open. See the list of orders.",
)

REPORT, ALERT, INCIDENT, CASE, EVIDENCE, AGREEMENT, KEY, COMMITMENT, DOCUMENT, REGISTER, COUNCIL = (
    "report", "alert", "incident", "case", "evidence", "agreement", "key", "commitment", "document", "register",
    "council",
)  # fmt: skip
ACT = "act"
_RELEASES = {"released", "recalled", "incident-released", "incident-recalled", "release", "recall"}
_KINDS = {
    "intake": REPORT, "desk": REPORT, "cases": CASE, "evidence": EVIDENCE, "signing": KEY, "commitments": COMMITMENT,
    "documents": DOCUMENT, "registers": REGISTER, "council": COUNCIL,
}  # fmt: skip
"""By app what its acts are about."""
_DIGITS = 19
"""Numbers of rows have fewer."""
_NOT_ABOUT_THEM = {"evidence.upload", "evidence.give-up"}
"""Acts whose subject is another thing than their name says."""
_OF_A_COPY = {AUTHOR, SIGNATURE, "reason"}
"""What an act on evidence says of itself alone: all else names the original, or what else is kept of it."""
_SHOWN = {
    CASE: {"digest"},
    COMMITMENT: {"digest", "digests"},
    COUNCIL: {"digest"},
    DOCUMENT: {"digest"},
    EVIDENCE: {"digest", ACT},
    AGREEMENT: {"version", "digest", "files"},
}
_SEES_ALL_ACTS = {CASE: Capability.SEE_CASES, COMMITMENT: Capability.SEE_COMMITMENTS}
"""Who sees all acts of a record, and so may know the number of each."""
_PREFIXES = {KEY: "key-", REGISTER: "register-"}
"""What stands before the name of a record where its entries name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How much of a record somebody sees, as far as its entries go."""

    subjects: tuple[str, ...]
    """What the record calls it; several where reports were joined."""
    shows: Callable[[Mapping[str, Any]], bool]
    """Whether an entry with these values is one whose digests its own app shows them."""
    concerns: Callable[[Mapping[str, Any]], bool] = field(default=lambda _values: True)
    """Whether an entry with these values is about this record, and not about others of the same subject."""
    words: Callable[[str], bytes | None] = field(default=lambda _digest: None)
    """The salt and the words that have a digest, as far as they read all of the words; None where they do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry with what somebody may show of it."""

    sequence: int
    sealed: Sealed
    fields: frozenset[str]
    kind: str
    """What the entry is about; "" for what no page shows."""
    record: str = ""
    """Of an entry about many records at once, the one that was asked about."""


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
            if fields is not None and sight.concerns({one.field: one.value for one in sealed.shown}):
                many = ref if "digests" in fields else ""
                found.append(Seen(sequence=sequence, sealed=sealed, fields=fields, kind=kind, record=many))
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


def words_for(actor: Actor, seen: Seen, record: str = "") -> bytes | None:
    """What was said by the act that an entry is about, after the salt: a file of which the entry holds the digest.

    None where the entry holds none, or the actor does not read all of what was said. `record`: which one, of an entry
    about many at once.
    """
    values = {one.field: one.value for one in seen.sealed.shown if one.field in seen.fields}
    subject = seen.sealed.statement.subject
    sight = sight_of(actor, seen.kind, record or ref_of(seen.kind, subject)) if seen.kind else None
    if sight is None or subject not in sight.subjects:
        return None
    digests = [values.get("digest"), *values.get("digests", ())]
    found = (sight.words(digest) for digest in digests if isinstance(digest, str))
    return next((words for words in found if words is not None), None)


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
    if told and sees_all_acts(actor, kind_of(said.kind)):
        allowed.add(ACT)
    return frozenset(allowed & set(values)) if told else None


def _held(actor: Actor, kind: str, values: Mapping[str, Any], sight: Sight) -> frozenset[str]:
    """What there is to show of an act of somebody's own, who does not read the whole record."""
    # The numbers of an act and of rows tell how many there are.
    hidden = {ROWS} if sees_all_acts(actor, COMMITMENT if kind == COMMITMENT else CASE) else {ROWS, ACT}
    if kind == EVIDENCE and not sight.shows(values):
        hidden |= set(values) - _OF_A_COPY
    return frozenset(values) - hidden


def sees_all_acts(actor: Actor, kind: str) -> bool:
    """Whether this actor sees all acts of the records of a kind that is made of acts."""
    return kind in _SEES_ALL_ACTS and actor.can(_SEES_ALL_ACTS[kind])


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
    return AGREEMENT if action == "agreements.adopt" else _KINDS.get(app, "")


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
    # No words: an act of a case holds more than is shown of it, even to whoever did it (who filed what it is about).
    return Sight(subjects=(seen.case.number,), shows=lambda values: values.get(ACT) in numbers)


def _evidence(actor: Actor, ref: str) -> Sight:
    found = evidence.glimpse(actor, ref)
    whole = evidence.sight_of(actor, found).whole
    return Sight(subjects=(found.pk,), shows=_everything if whole else _nothing)


def _agreement(actor: Actor, ref: str) -> Sight:
    actor.require(Capability.SEE_AGREEMENTS)
    return Sight(subjects=(ref,), shows=_everything)


def _key(actor: Actor, ref: str) -> Sight:
    return Sight(subjects=(f"{_PREFIXES[KEY]}{signing.key_for(actor, ref).key_id}",), shows=_nothing)


def _commitment(actor: Actor, ref: str) -> Sight:
    """A commitment, or a plan. What was done with many commitments at once is an entry about their plan."""
    plans = commitments.visible_plans(actor).select_related("owner")
    try:
        seen = commitments.commitment_for(actor, ref)
    except Problem:
        plan = commitments.plan_for(actor, ref)
        said = {act.digest: act for act in commitments.plan_acts(actor, plan)}
        subjects, key = (ref,), plan.key
    else:
        plan, key = None, seen.commitment.plan
        said = {act.digest: act for act in seen.acts}
        subjects = (ref, key) if key and plans.filter(key=key).exists() else (ref,)
    every = cache(lambda: commitments.digests_of_plan(actor, key))

    def shows(values: Mapping[str, Any]) -> bool:
        # A list of digests is opened whole or not at all: to those who see every act that it names.
        many = values.get("digests", ())
        return values.get("digest") in said or bool(many and every() >= set(many))

    return Sight(
        subjects=subjects,
        shows=shows,
        concerns=lambda values: plan is not None or _names_any(values, said),
        words=lambda digest: _words_of(said.get(digest)),
    )


def _words_of(act: Any) -> bytes | None:
    """The words of an act of a commitment or a plan; none of one that names others by number, which counts them."""
    return None if act is None or {"act", "acts"} & set(act.said) else _salted(act)


def _names_any(values: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether an entry names the digest of one of these acts."""
    return values.get("digest") in said or any(one in said for one in values.get("digests", ()))


def _document(actor: Actor, ref: str) -> Sight:
    """Whoever reads a document has its file."""
    digest = documents.document_for(actor, ref).digest
    return Sight(subjects=(ref,), shows=lambda values: values.get("digest") == digest)


def _register(actor: Actor, ref: str) -> Sight | None:
    """By its id, or by what its entries call it."""
    known = {"pk": int(ref)} if ref.isascii() and ref.isdecimal() and len(ref) < _DIGITS else {"key": ref[:32]}
    found = registers.records(actor).filter(**known).first()
    return None if found is None else Sight(subjects=(f"{_PREFIXES[REGISTER]}{found.pk}",), shows=_nothing)


def _council(actor: Actor, ref: str) -> Sight:
    said = {one.digest: one for one in council.readable(actor, council.record(actor, ref).id)}
    return Sight(
        subjects=(ref,),
        shows=lambda values: values.get("digest") in said,
        words=lambda digest: _salted(said[digest]) if digest in said else None,
    )


def _salted(said: Any) -> bytes:
    """What was said, after its salt: these bytes have the digest that the log holds."""
    return bytes.fromhex(said.salt) + str(said.content).encode()


_DOORS: Mapping[str, Callable[[Actor, str], Sight | None]] = {
    REPORT: _report, ALERT: _alert, INCIDENT: _incident, CASE: _case, EVIDENCE: _evidence, AGREEMENT: _agreement,
    KEY: _key, COMMITMENT: _commitment, DOCUMENT: _document, REGISTER: _register, COUNCIL: _council,
}  # fmt: skip


def ref_of(kind: str, subject: str) -> str:
    """What a record is called at its door, from what its entries call it."""
    return subject.removeprefix(_PREFIXES.get(kind, ""))


def _key_of(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
