"""What an archive for one organisation is made from: the whole log, and what its people may prove of it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from evenhand.evidence.hashing import pieces
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand.ledger.archives import Exhibit, Handover, Opening, Validity, is_digest
from evenhand.ledger.checkpoints import SignedCheckpoint, open_checkpoint
from evenhand.ledger.history import Eras, read_history
from evenhand.ledger.policy import read_policy
from evenhand.ledger.statements import Sealed
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation, OrganisationKind, Role
from evenhand_web.accounts.speaking import as_machine, speaking_for
from evenhand_web.agreements.mapping import text_to_files
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.evidence import access as evidence
from evenhand_web.evidence.storage import storage
from evenhand_web.ledger import publishing, queries
from evenhand_web.ledger.keys import clock_key, policy_text, rules, verifier
from evenhand_web.ledger.publishing import KEPT, NOT_PUBLISHED
from evenhand_web.proofs.access import EVIDENCE, Sight, fields_for, kind_of, ref_of, sight_of
from evenhand_web.proofs.queries import FILES
from evenhand_web.signing.models import Key

_ROLES = {
    OrganisationKind.MISSION: Role.DUTY_OFFICER,
    OrganisationKind.PARTY: Role.LIAISON,
    OrganisationKind.COMMISSION: Role.COMMISSIONER,
    OrganisationKind.SUB_COMMITTEE: Role.COMMISSIONER,
    OrganisationKind.OBSERVER_STATE: Role.SECRETARIAT,
}
"""As whom an organisation reads what it is handed: the role of its people that sees most."""


def reader_of(organisation: Organisation) -> Actor:
    """Somebody of an organisation, but nobody in particular."""
    return Actor(
        user_id=None,
        username="",
        organisation_id=organisation.pk,
        organisation_kind=organisation.kind,
        party=organisation.party or None,
        role=_ROLES[OrganisationKind(organisation.kind)].value,
    )


def handover_for(organisation: Organisation, *, actor: Actor, with_files: bool, now: datetime) -> Handover:
    """What an archive for an organisation is made from.

    Raises:
        NOT_PUBLISHED: nothing is signed yet.
    """
    newest = publishing.newest()
    if newest is None or not newest.checkpoint.size:
        raise NOT_PUBLISHED(sequence=1)
    chosen = _Choice(reader_of(organisation), newest.checkpoint.size, with_files=with_files)
    files = publishing.files()
    policies = _policies(newest)
    kept = [files.read(f"{KEPT}/{name}") for name in files.names(KEPT) if name.isdigit()]
    final = publishing.final_for(newest.checkpoint.size)
    return Handover(
        log=files,
        newest=final if final is not None and final.checkpoint == newest.checkpoint else newest,
        seen=[note for note in kept if note and _is_signed_under(note, policies[-1])],
        openings=chosen.openings,
        exhibits=chosen.exhibits,
        content=_content,
        policies=policies,
        keys=_keys(),
        agreements=_agreements(),
        made_at=now,
        made_by=_name_of(actor),
        made_for=organisation.key,
    )


class _Choice:
    """The fields of each entry that a reader may show, looked up once an entry and once a record."""

    def __init__(self, reader: Actor, size: int, *, with_files: bool) -> None:
        self._reader, self._size, self._with_files = reader, size, with_files
        self._sights: dict[tuple[str, str], Sight | None] = {}
        self._fields: dict[int, frozenset[str]] = {}
        self._kinds: dict[int, str] = {}
        self._subjects: dict[int, str] = {}
        self._whole: dict[str, bool] = {}

    def openings(self) -> Iterator[Opening]:
        """In the order of entries and fields."""
        for sequence, sealed in queries.all_sealed(self._size):
            for one in sorted(sealed.show(self._chosen(sequence, sealed)), key=lambda one: one.field):
                yield Opening(index=sequence - 1, shown=one)

    def exhibits(self) -> Iterator[Exhibit]:
        """The files that opened fields name; of evidence those alone that the reader sees whole."""
        for opening in self.openings():
            kind = self._kinds[opening.index + 1]
            if kind == EVIDENCE and not self._sees_whole(opening.index + 1):
                continue
            if FILES.get(kind) == opening.shown.field and is_digest(opening.shown.value):
                digest = opening.shown.value
                held = self._with_files and kind == EVIDENCE and storage().holds(digest)
                yield Exhibit(index=opening.index, field=opening.shown.field, digest=digest, held=held)

    def _sees_whole(self, sequence: int) -> bool:
        """Whether the reader sees the evidence that an entry is about whole, by the door of evidence itself."""
        subject = self._subjects[sequence]
        if subject not in self._whole:
            with speaking_for(self._reader):
                found = evidence.visible_evidence(self._reader).filter(pk=subject).first()
                self._whole[subject] = found is not None and evidence.sight_of(self._reader, found).whole
        return self._whole[subject]

    def _chosen(self, sequence: int, sealed: Sealed) -> frozenset[str]:
        if sequence not in self._fields:
            said = sealed.statement
            place = (kind_of(said.kind), said.subject)
            self._kinds[sequence], self._subjects[sequence] = place
            with speaking_for(self._reader):
                if place not in self._sights:
                    self._sights[place] = sight_of(self._reader, place[0], ref_of(*place))
                self._fields[sequence] = fields_for(self._reader, sealed, self._sights[place]) or frozenset()
        return self._fields[sequence]


def _content(digest: str) -> Iterator[bytes]:
    with storage().open(digest) as file:
        yield from pieces(file)


def _policies(newest: SignedCheckpoint) -> tuple[Validity, ...]:
    """The policies up to the one that the newest checkpoint is judged by, which is the last, each with when it held.

    Without one of the operator, the log's own keys and no witness. A policy holds from the entry on that its step
    names; where no history says so, from the first.
    """
    found, first = rules(), queries.sealed(1).statement.at
    if not isinstance(found, Eras):
        return (Validity(policy=policy_text() or _own_keys(), since=first),)
    texts = read_history(Path(settings.LEDGER_POLICY).read_bytes()).policies
    eras = found.eras[: found.era(newest.checkpoint).number]
    begins = [queries.sealed(max(era.size, 1)).statement.at for era in eras]
    return tuple(
        Validity(policy=texts[era.number - 1], since=since, until=until)
        for era, since, until in zip(eras, begins, [*begins[1:], None], strict=True)
    )


def _own_keys() -> str:
    return f"log {verifier()}\nwitness clock {clock_key()}\nquorum none\n"


def _is_signed_under(note: bytes, held: Validity) -> bool:
    """Whether a log key of the policy that is packed signed it: a reader can check no other."""
    try:
        open_checkpoint(note, logs=read_policy(held.policy).logs)
    except Problem:
        return False
    return True


def _keys() -> list[dict[str, object]]:
    """Keys with which statements are signed, and from when to when they were good; not whose they are."""
    with as_machine("public keys go with the record, without their owners"):
        return [
            {
                "key": one.public_key,
                "id": one.key_id,
                "held": one.held,
                "since": format_instant(one.enrolled_at),
                "until": None if one.retired_at is None else format_instant(one.retired_at),
                "reason": one.retired_reason,
            }
            for one in Key.objects.order_by("key_id")
        ]


def _agreements() -> dict[str, bytes]:
    return {
        f"{row.agreement}/{row.version}/{name}": content
        for row in AgreementVersion.objects.order_by("agreement", "version")
        for name, content in text_to_files(row).items()
    }


def _name_of(actor: Actor) -> str:
    if actor.organisation_id is None:
        return settings.LEDGER_ORIGIN
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
