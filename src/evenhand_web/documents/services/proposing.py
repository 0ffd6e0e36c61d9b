"""Putting before people what a document obliges whom to do."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from evenhand.commitments.proposing import propose
from evenhand_web.accounts.access import Actor
from evenhand_web.commitments.services import proposals
from evenhand_web.documents.access import kept_document
from evenhand_web.documents.passages import result_of
from evenhand_web.documents.services.heads import NOT_READ_YET


@transaction.atomic
def propose_commitments(*, document_id: str, actor: Actor, now: datetime) -> int:
    """Propose a commitment for each duty that was read, for a person to accept or amend; gives how many are new.

    The same reading again adds nothing, and what was decided stays decided.

    Raises:
        NO_SUCH_DOCUMENT, NOT_KEPT: see `kept_document`.
        NOT_PERMITTED: the role may not handle commitments.
        NOT_READ_YET: it was not read yet, or could not be.
    """
    document = kept_document(actor, document_id)
    if document.reading is None:
        raise NOT_READ_YET(name=document.name)
    named = document.symbol or document.pk
    found = propose(result_of(document.reading.result).document)
    values = [replace(one.commitment, source=replace(one.commitment.source, document=named)) for one in found]
    return len(proposals.propose(values=values, actor=actor, now=now))
