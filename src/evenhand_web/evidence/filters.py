"""What people look for among evidence: the filters of the address line as a frozen value, and as a query."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.evidence.recognition import FAMILIES
from evenhand.foundation.problems import ProblemKind
from evenhand_web.evidence.models import Evidence, Integrity

BAD_DATE = ProblemKind(
    code="evidence.bad-date",
    blame="caller",
    message="{field} is {value!r}, which is not a date. Write it as 2020-12-06.",
)

STATES: Mapping[str, Q] = {
    "trouble": Q(integrity__in=(Integrity.ALTERED, Integrity.MISSING)) | Q(stated_agrees=False),
    "warned": ~Q(warnings=[]),
    "unchecked": Q(integrity=Integrity.UNCHECKED),
}
"""What can be wrong with it, or be left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFilters:
    """What is looked for; "" means whatever."""

    q: str = ""
    family: str = ""
    subject_kind: str = ""
    state: str = ""
    begins: str = ""
    ends: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "EvidenceFilters":
        """The filters of an address line; others in it are not ours."""
        return cls(
            **{field.name: str(query.get(field.name, "")).replace("\0", "").strip()[:200] for field in fields(cls)}
        )

    @property
    def chosen(self) -> bool:
        """Whether anything is looked for."""
        return any(getattr(self, field.name) for field in fields(self))


def narrowed(evidence: QuerySet[Evidence], filters: EvidenceFilters, *, zone: tzinfo) -> QuerySet[Evidence]:
    """Those that are looked for.

    Raises:
        BAD_DATE: a date that is none.
    """
    for word in fold(filters.q).split():
        evidence = evidence.filter(search_text__contains=word)
    if filters.family in FAMILIES:
        evidence = evidence.filter(family=filters.family)
    if filters.subject_kind:
        evidence = evidence.filter(subject_kind=filters.subject_kind)
    if filters.state in STATES:
        evidence = evidence.filter(STATES[filters.state])
    if filters.begins:
        evidence = evidence.filter(received_at__gte=_midnight("begins", filters.begins, zone))
    if filters.ends:
        evidence = evidence.filter(received_at__lt=_midnight("ends", filters.ends, zone, days_later=1))
    return evidence


def _midnight(field: str, value: str, zone: tzinfo, *, days_later: int = 0) -> datetime:
    try:
        day = date.fromisoformat(value)
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) + timedelta(days=days_later)
    except (ValueError, OverflowError):
        raise BAD_DATE(field=field, value=value) from None
