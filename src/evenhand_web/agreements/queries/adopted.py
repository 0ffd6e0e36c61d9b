"""Adopted agreements for other apps: the one in force, or a version by name. Agreements hold nothing about people."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from evenhand.agreements.model import Agreement
from evenhand.agreements.versions import in_force_at, in_order
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
    adopted = [agreement_of(row.digest) for row in rows]
    if not adopted:
        raise NO_SUCH_AGREEMENT(agreement=agreement_id, version=version or "")
    return in_force_at(adopted, clock.now()) or in_order(adopted)[-1]


def versions_of(agreement_id: str) -> tuple[Agreement, ...]:
    """All adopted versions of an agreement, in order; none if it is not known."""
    rows = AgreementVersion.objects.filter(agreement=agreement_id).defer("files")
    return in_order([agreement_of(row.digest) for row in rows]) if rows else ()


def current(at: datetime | None = None) -> tuple[Agreement, ...]:
    """The agreements in force, each in one version; the one that the operator chose comes first, then by id."""
    found = [
        in_force_at(versions, at or clock.now()) for versions in by_agreement(AgreementVersion.objects.defer("files"))
    ]
    return tuple(sorted((one for one in found if one is not None), key=chosen_first))


def by_agreement(rows: Iterable[AgreementVersion]) -> list[tuple[Agreement, ...]]:
    """The agreements of some rows, the versions of each together and in order."""
    grouped: dict[str, list[Agreement]] = {}
    for row in rows:
        grouped.setdefault(row.agreement, []).append(agreement_of(row.digest))
    return [in_order(versions) for versions in grouped.values()]


def chosen_first(one: Agreement) -> tuple[bool, str]:
    """Sorts the agreement that the operator chose before the others, and those by id."""
    return one.id != settings.AGREEMENT, one.id
