"""What people look for on the desk, and one page of it: by keys, never by counting rows.

Source: docs/methods/desk.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, Count, DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Least, StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.models import Organisation, User
from evenhand_web.desk.models import Item, ItemState
from evenhand_web.desk.searching import words

BAD_DATE = ProblemKind(
    code="desk.bad-date",
    blame="caller",
    message="{field} is {value!r}, which is not a date. Write it as 2020-12-06.",
)

Row = TypeVar("Row")

PER_PAGE = 50
COUNTED = 1000
"""Up to here matches are counted; beyond it is said that there are more."""
COMMON = 2000
"""Words that so many items have are common."""
WALKED = 1000
"""So many of the newest items tell whether words are common, where the database does not know."""
OPEN = "open"
STATES = (OPEN, *ItemState.values, "all")
"""The tabs of the queue, in order."""
MARKS = ("urgent", "conflict", "unreadable", "flagged", "waiting")
SORTS = {"came": "came_at", "at": "at"}
NOBODY, ME, UNGRADED, UNKNOWN = "nobody", "me", "ungraded", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; "" means whatever."""

    q: str = ""
    state: str = ""
    kind: str = ""
    code: str = ""
    party: str = ""
    owner: str = ""
    """Key of an organisation."""
    assignee: str = ""
    """A user name, "me" or "nobody"."""
    mark: str = ""
    grade: str = ""
    """A letter of the source, or "ungraded"."""
    begins: str = ""
    ends: str = ""
    sort: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours."""
        return cls(
            **{field.name: str(query.get(field.name, "")).replace("\0", "").strip()[:200] for field in fields(cls)}
        )

    @property
    def chosen(self) -> bool:
        """Whether anything but state, kind and order is looked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in {"state", "kind", "sort"})

    @property
    def order(self) -> str:
        """By arrival or by event. Of a stretch of days always by event: then its index finds the rows at once."""
        return "at" if self.sort == "at" or self.begins or self.ends else "came"

    @property
    def tab(self) -> str:
        """The state that is shown."""
        return self.state if self.state in STATES else OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[Row]):
    """Some rows of a list, and the keys from which the next and the previous ones follow."""

    rows: tuple[Row, ...]
    older: str
    """Key for the rows after these, "" where there are none."""
    newer: str


def narrowed(items: QuerySet[Item], filters: Filters, *, username: str, zone: tzinfo) -> QuerySet[Item]:
    """Those of `items` that are looked for.

    Raises:
        BAD_DATE: a date that is none.
    """
    if filters.tab == OPEN:
        items = items.filter(open=True)
    elif filters.tab != "all":
        items = items.filter(state=filters.tab)
    for column in ("kind", "code", "party"):
        value = getattr(filters, column)
        if value:
            items = items.filter(**{column: "" if value == UNKNOWN else value})
    if filters.mark in MARKS:
        items = items.filter(**{filters.mark: True})
    if filters.grade:
        items = items.filter(reliability="" if filters.grade == UNGRADED else filters.grade[:1])
    if filters.begins:
        items = items.filter(at__gte=_midnight("begins", filters.begins, zone))
    if filters.ends:
        items = items.filter(at__lt=_midnight("ends", filters.ends, zone, days_later=1))
    items = _of_people(items, filters, username=username)
    return found(items, filters.q) if filters.q else items


def _of_people(items: QuerySet[Item], filters: Filters, *, username: str) -> QuerySet[Item]:
    """By owner and assignee; keys are looked up first, so that the database knows how many rows to expect of each."""
    if filters.owner:
        items = items.filter(owner=Organisation.objects.filter(key=filters.owner).first() or -1)
    if filters.assignee == NOBODY:
        return items.filter(assignee__isnull=True)
    if filters.assignee:
        wanted = username if filters.assignee == ME else filters.assignee
        return items.filter(assignee=User.objects.filter(username=wanted).first() or -1)
    return items


def found(items: QuerySet[Item], query: str) -> QuerySet[Item]:
    """Those with that number, or with every word of the query; none where no word is long enough to look for."""
    named = items.filter(number=query.strip().upper()) | items.filter(number=query.strip())
    if named.exists():
        return named
    wanted = words(query)
    if wanted is None:
        return items.none()
    if connection.vendor == "sqlite" and not _is_common(match := _match(wanted)):
        return items.filter(pk__in=RawSQL("SELECT rowid FROM desk_words WHERE desk_words MATCH %s", [match]))
    if connection.vendor == "postgresql" and _fills_pages(items, wanted):
        return items.filter(GreaterThan(_where(wanted), Value(0)))
    for word in wanted:
        items = items.filter(search__contains=word)
    return items


def _where(wanted: Sequence[str]) -> Func:
    """Where the first word stands, 0 unless every word is there.

    Behind row-level security PostgreSQL does not look at how common a word is and would sort all that hold it; of this
    it supposes that a third does, and walks the list. Source: docs/methods/row-security.md.
    """
    places = [StrIndex(F("search"), Value(word)) for word in wanted]
    return Least(*places) if len(places) > 1 else places[0]


def _fills_pages(items: QuerySet[Item], wanted: Sequence[str]) -> bool:
    """Whether so many of the newest items match that walking the list finds a page of them at once."""
    newest = items.annotate(where=_where(wanted)).order_by("-came_at", "-pk")[:WALKED]
    found = newest.aggregate(count=Count("pk", filter=Q(where__gt=0)))
    return bool(found["count"] > PER_PAGE)


def _match(wanted: Sequence[str]) -> str:
    """Every word, as SQLite's full-text search is asked for it."""
    return " AND ".join('"{}"'.format(word.replace('"', '""')) for word in wanted)


def _is_common(match: str) -> bool:
    """Whether so many items match that walking the list finds a page of them sooner than sorting all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM desk_words WHERE desk_words MATCH %s LIMIT %s)", [match, COMMON + 1]
        )
        return bool(cursor.fetchone()[0] > COMMON)


def page_of(
    items: QuerySet[Item],
    row: Callable[[Item], Row],
    *,
    sort: str = "",
    after: str = "",
    before: str = "",
    per_page: int = PER_PAGE,
) -> Slice[Row]:
    """The newest rows; with `after`, those older than a key; with `before`, the nearest newer ones. Newest first."""
    column = SORTS.get(sort, SORTS["came"])
    key = _key(after or before)
    back = bool(before and not after and key)
    if key is not None:
        compare = GreaterThan if back else LessThan
        moment = Value(key[0], output_field=DateTimeField())
        items = items.filter(compare(_pair(F(column), F("pk")), _pair(moment, Value(key[1]))))
    order = (column, "pk") if back else (f"-{column}", "-pk")
    taken = list(items.order_by(*order)[: per_page + 1])
    more, taken = len(taken) > per_page, taken[:per_page]
    if back:
        taken.reverse()
    first, last = (_text(taken[0], column), _text(taken[-1], column)) if taken else ("", "")
    return Slice(
        rows=tuple(row(item) for item in taken),
        older=last if (more or back) else "",
        newer=first if (more if back else key is not None) else "",
    )


def counted(items: QuerySet[Item]) -> int:
    """How many there are, COUNTED + 1 where there are more."""
    return items.order_by()[: COUNTED + 1].count()


def _pair(*parts: F | Value) -> Func:
    """Two values that are compared as one, by which both databases use an index over the two columns."""
    return Func(*parts, template="(%(expressions)s)", output_field=BooleanField())


def _text(item: Item, column: str) -> str:
    return f"{format_instant(getattr(item, column))}~{item.pk}"


def _key(text: str) -> tuple[datetime, int] | None:
    """The key of an address line; nonsense is the beginning of the list."""
    moment, _tilde, pk = text.partition("~")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        return parse_instant(moment, field="after"), int(pk)
    except Problem:
        return None


def _midnight(field: str, value: str, zone: tzinfo, *, days_later: int = 0) -> datetime:
    try:
        day = date.fromisoformat(value)
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) + timedelta(days=days_later)
    except (ValueError, OverflowError):
        raise BAD_DATE(field=field, value=value) from None
