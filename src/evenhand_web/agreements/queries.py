"""Reads of adopted agreements. Agreements are public to every signed-in role; `access.py` guards the pages."""

from datetime import datetime

from django.conf import settings

from evenhand.agreements.model import Agreement
from evenhand_web.agreements.access import NO_SUCH_AGREEMENT
from evenhand_web.agreements.mapping import agreement_of
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.web import clock


def agreement(agreement_id: str, version: str | None = None) -> Agreement:
    """One adopted agreement; without a version, the one in force, else the latest.

    Raises:
        NO_SUCH_AGREEMENT: none of that name (and version) was adopted.
    """
    rows = AgreementVersion.objects.filter(agreement=agreement_id).defer("files")
    if version is not None:
        rows = rows.filter(version=version)
    row = rows.in_force_at(clock.now()).last() or rows.last()
    if row is None:
        raise NO_SUCH_AGREEMENT(agreement=agreement_id, version=version or "")
    return agreement_of(row.digest)


def current(at: datetime | None = None) -> tuple[Agreement, ...]:
    """The agreements in force, each in one version; the one that the operator chose comes first, then by id."""
    latest: dict[str, str] = {}
    for row in AgreementVersion.objects.in_force_at(at or clock.now()).defer("files"):
        latest[row.agreement] = row.digest  # ordered by begin: the last one supersedes those before
    chosen = settings.AGREEMENT
    return tuple(agreement_of(latest[name]) for name in sorted(latest, key=lambda name: (name != chosen, name)))
