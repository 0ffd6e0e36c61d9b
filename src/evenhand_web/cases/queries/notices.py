"""One's own notices, as far as one still sees their cases."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.cases import access
from evenhand_web.cases.mapping import agreement_for
from evenhand_web.cases.models import NoticeKind
from evenhand_web.cases.words import Names
from evenhand_web.web.paging import Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice."""

    id: int
    case_id: str
    number: str
    kind: str
    label: str
    clock: str
    due_at: datetime
    made_at: datetime
    read: bool
    title: Text


def notice_page(actor: Actor, page: str | int | None) -> Page[NoticeRow]:
    """One's notices, the newest first; unread ones before the others."""
    found = (
        access.visible_notices(actor)
        .select_related("case")
        .order_by(F("read_at").asc(nulls_first=True), "-made_at", "-pk")
    )
    titles = {row.case_id: row.title for row in access.visible_cases(actor).filter(case__in=found.values("case"))}
    return page_of(
        found,
        page,
        lambda one: NoticeRow(
            id=one.pk,
            case_id=one.case_id,
            number=one.case.number,
            kind=one.kind,
            label=str(NoticeKind(one.kind).label),
            clock=Names(agreement=agreement_for(one.case)).clock(one.clock),
            due_at=one.due_at,
            made_at=one.made_at,
            read=one.read_at is not None,
            title=Text(titles.get(one.case_id, {})),
        ),
    )


def unread(actor: Actor) -> int:
    """How many of one's notices are not read."""
    return access.visible_notices(actor).filter(read_at=None).count()
