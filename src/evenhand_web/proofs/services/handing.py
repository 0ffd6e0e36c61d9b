"""Handing the record over: an archive for one organisation, and the entry that says so."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.archives import SUMS, Handover
from evenhand.sources.archive_files import archive_at, write_folder, write_zip
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.ledger.services import record
from evenhand_web.proofs.access import may_hand_over
from evenhand_web.proofs.packing import handover_for
from evenhand_web.proofs.queries import taker

NO_SUCH_RECEIVER = ProblemKind(
    code="proofs.no-such-receiver",
    blame="missing",
    message="There is no organisation {key!r} to which the record could be handed over. Choose one of the list.",
)
OUT_IS_THERE = ProblemKind(
    code="proofs.out-is-there",
    blame="caller",
    message="{path} is there already. Name a new folder or .zip file.",
)


def hand_over(*, receiver: str, out: Path, with_files: bool, actor: Actor, now: datetime) -> str:
    """Write the archive for an organisation into a new folder or .zip file, and enter that in the record.

    Args:
        receiver: key of the organisation: of fields and files it gets what its people may prove.
        out: where; a name that ends in .zip makes one file.
        with_files: whether the files of evidence go with it.
        actor: who hands over; the machine, where the operator does at the command line.
        now: when.

    Returns:
        The SHA-256 of the archive's list, to be compared by another way.

    Raises:
        NOT_PERMITTED: the role may not.
        NO_SUCH_RECEIVER, OUT_IS_THERE.
        NOT_PUBLISHED: nothing is signed yet.
        ZIP_TOO_LARGE: see `write_zip`.
    """
    if actor != SYSTEM:
        may_hand_over(actor)
    found = Organisation.objects.filter(key=receiver).first()
    if found is None:
        raise NO_SUCH_RECEIVER(key=receiver[:64])
    if out.exists():
        raise OUT_IS_THERE(path=out.name)
    made = handover_for(found, actor=actor, with_files=with_files, now=now)
    (write_zip if out.suffix == ".zip" else write_folder)(archive_files(made), out)
    digest = hashlib.sha256(archive_at(out).read(SUMS) or b"").hexdigest()
    _entered(made, receiver=receiver, digest=digest, actor=actor, now=now)
    return digest


@transaction.atomic
def _entered(made: Handover, *, receiver: str, digest: str, actor: Actor, now: datetime) -> None:
    """By whom and for whom are hidden fields: the log in the open does not tell who took the record away."""
    details = {"for": receiver, "entries": made.newest.checkpoint.size, "digest": digest, **taker(actor)}
    subject = f"archive-{secrets.token_hex(16)}"
    record(action="proofs.handed-over", subject=subject, actor=SYSTEM, at=now, details=details)


def pieces(path: Path) -> Iterator[bytes]:
    """A file that lies in a folder of its own, piece by piece; both are taken away afterwards."""
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece
    finally:
        path.unlink(missing_ok=True)
        path.parent.rmdir()
