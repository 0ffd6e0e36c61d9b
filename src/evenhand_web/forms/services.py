"""The one verb of the app: give a person the key to what waits on their devices."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.forms.models import OfflineKey
from evenhand_web.ledger.services import unrecorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a browser gets: by which name it knows the person, and with what it opens what is theirs."""

    owner: str
    secret: bytes


@unrecorded("a key says nothing and does nothing to a record; whoever is signed in gets the same one each time")
@transaction.atomic
def offline_key(*, actor: Actor, now: datetime) -> Key:
    """The key of the person who asks, made when they first ask.

    Raises:
        NOT_PERMITTED: they may not file reports.
    """
    actor.require(Capability.FILE_REPORTS)
    made = {"owner": secrets.token_hex(16), "secret": secrets.token_bytes(32), "made_at": now}
    row, _made = OfflineKey.objects.get_or_create(user_id=actor.user_id, defaults=made)
    return Key(owner=row.owner, secret=bytes(row.secret))
