"""What falls due for one person: what their organisation owes, what they follow, and what they were told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.commitments import access
from evenhand_web.commitments.models import NoticeKind, Shown, SubscriptionKind
from evenhand_web.commitments.queries.board import SOON, Row, bodies_of, rows_of
from evenhand_web.commitments.services.following import followed, owed
from evenhand_web.commitments.words import Names, Word, theme_name

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A notice."""

    id: int
    commitment_id: str
    kind: str
    label: str
    due_at: datetime
    made_at: datetime
    read: bool
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedRow:
    """What somebody follows."""

    kind: str
    what: str
    label: Word
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """What could be followed, of one kind."""

    kind: str
    label: Word
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """The whole page; each list begins with what is overdue."""

    mine: tuple[Row, ...]
    """Of which this person has spoken."""
    choices: tuple[ChoiceRow, ...]
    ours: tuple[Row, ...]
    ours_total: int
    followed: tuple[Row, ...]
    soon: tuple[Row, ...]
    """Of all that this person sees, what falls due in the next days."""
    follows: tuple[FollowedRow, ...]
    notices: tuple[NoticeRow, ...]
    unread: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.mine or self.ours or self.followed or self.soon)


def due_page(actor: Actor, *, now: datetime) -> DuePage:
    """What falls due for this person, acting for this organisation."""
    names = Names()
    ours = _waiting(owed(actor))
    soon = access.visible_commitments(actor).filter(phase="open", due_at__gt=now, due_at__lte=now + SOON)
    visible = access.visible_commitments(actor)
    spoken_of = access.spoken_of(actor)
    plans = visible.exclude(plan="").order_by("plan").values_list("plan", flat=True).distinct()
    themes = visible.exclude(theme="").order_by("theme").values_list("theme", flat=True).distinct()
    options = {
        SubscriptionKind.BODY: bodies_of(visible, names),
        SubscriptionKind.THEME: tuple((one, theme_name(one)) for one in themes),
        SubscriptionKind.PLAN: tuple((one, names.plan(one)) for one in plans),
    }
    return DuePage(
        mine=rows_of(_waiting(spoken_of)[:MOST], names, now=now),
        choices=tuple(ChoiceRow(kind=kind.value, label=kind.label, options=told) for kind, told in options.items()),
        ours=rows_of(ours[:MOST], names, now=now),
        ours_total=ours.count(),
        followed=rows_of(_waiting(followed(actor))[:MOST], names, now=now),
        soon=rows_of(_waiting(soon)[:MOST], names, now=now),
        follows=tuple(_follow(actor, one.kind, one.what, names) for one in access.subscriptions(actor).order_by("pk")),
        notices=_notices(actor, names, now),
        unread=unread(actor),
    )


def coming(actor: Actor, *, now: datetime, most: int = 5) -> tuple[tuple[Row, ...], int]:
    """The first of what falls due for this person, for other pages, and how much there is."""
    if not (actor.can(Capability.SEE_COMMITMENTS) or actor.can(Capability.SEE_RELEASED_COMMITMENTS)):
        return (), 0
    found = _waiting(owed(actor) | followed(actor)).distinct()
    return rows_of(found[:most], Names(), now=now), found.count()


def unread(actor: Actor) -> int:
    """How many of one's notices are not read."""
    return access.visible_notices(actor).filter(read_at=None).count()


def _waiting(rows: QuerySet[Shown]) -> QuerySet[Shown]:
    return rows.filter(phase="open", due_at__isnull=False).order_by("due_at", "commitment")


def _follow(actor: Actor, kind: str, what: str, names: Names) -> FollowedRow:
    named = {
        SubscriptionKind.BODY: names.body,
        SubscriptionKind.PLAN: names.plan,
        SubscriptionKind.THEME: theme_name,
    }
    name = named[SubscriptionKind(kind)](what) if kind in named else ""
    if kind == SubscriptionKind.COMMITMENT:
        row = access.visible_commitments(actor).filter(commitment=what).first()
        name = f"{row.document} {row.paragraph}".strip() if row is not None else "–"
    return FollowedRow(kind=kind, what=what, label=SubscriptionKind(kind).label, name=name)


def _notices(actor: Actor, names: Names, now: datetime) -> tuple[NoticeRow, ...]:
    found = list(access.visible_notices(actor).order_by(F("read_at").asc(nulls_first=True), "-made_at", "-pk")[:MOST])
    shown = access.visible_commitments(actor).filter(commitment__in=[one.commitment_id for one in found])
    rows = {row.id: row for row in rows_of(shown, names, now=now)}
    return tuple(
        NoticeRow(
            id=one.pk,
            commitment_id=one.commitment_id,
            kind=one.kind,
            label=str(NoticeKind(one.kind).label),
            due_at=one.due_at,
            made_at=one.made_at,
            read=one.read_at is not None,
            row=rows[one.commitment_id],
        )
        for one in found
        if one.commitment_id in rows
    )
