"""Adopting an agreement: the one formal act of this app."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from evenhand.agreements.reading import read_agreement
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.agreements.mapping import files_to_text
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.ledger.services import record

VERSION_EXISTS = ProblemKind(
    code="agreements.version-exists",
    blame="state",
    message="Version {version} of {agreement} was adopted with another text (SHA-256 {digest}). "
    "An adopted text is never replaced: give the new one a new version.",
)


@transaction.atomic
def adopt(*, files: Mapping[str, bytes], actor: Actor, now: datetime) -> AgreementVersion:
    """Adopt one version of an agreement; adopting the same files again changes nothing.

    Args:
        files: content by path, as `evenhand.sources.agreement_files.agreement_files` gives them.
        actor: who adopts.
        now: when, UTC.

    Raises:
        NOT_PERMITTED: the role may not adopt agreements.
        FAULTY: the files are not an agreement; its details name each fault.
        VERSION_EXISTS: that version has another text.
    """
    if actor != SYSTEM:
        actor.require(Capability.ADOPT_AGREEMENTS)
    agreement = read_agreement(files, origin="adoption")
    known = AgreementVersion.objects.filter(agreement=agreement.id, version=agreement.version).first()
    if known is not None:
        if known.digest != agreement.digest:
            raise VERSION_EXISTS(agreement=agreement.id, version=agreement.version, digest=known.digest)
        return known
    row = AgreementVersion.objects.create(
        agreement=agreement.id,
        version=agreement.version,
        digest=agreement.digest,
        files=files_to_text(files),
        begins_at=agreement.in_force.begins_at,
        ends_at=agreement.in_force.ends_at,
        adopted_at=now,
        adopted_by=actor.username,
    )
    details = {"version": agreement.version, "digest": agreement.digest, "files": sorted(files)}
    record(action="agreements.adopt", subject=agreement.id, actor=actor, at=now, details=details, rows=[row])
    return row
