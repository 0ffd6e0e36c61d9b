"""One page of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet

Row = TypeVar("Row")

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list, and where they stand in it. `web/parts/paging.html` shows it."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int
    first: int
    """Number of the first row shown, from 1; 0 in an empty list."""
    last: int

    @property
    def previous(self) -> int | None:
        """Number of the page before, None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Number of the page after, None on the last."""
        return self.number + 1 if self.number < self.pages else None


def page_of(
    items: QuerySet[Any] | Sequence[Any],
    number: str | int | None,
    row: Callable[[Any], Row],
    *,
    per_page: int = PER_PAGE,
) -> Page[Row]:
    """Page `number` of `items` (the first for nonsense, the last for one too far), each made a row."""
    paginator = Paginator(items, per_page)
    page = paginator.get_page(number)
    return Page(
        rows=tuple(row(item) for item in page.object_list),
        number=page.number,
        pages=paginator.num_pages,
        total=paginator.count,
        first=page.start_index(),
        last=page.end_index(),
    )
