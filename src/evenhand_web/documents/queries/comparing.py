"""Two texts side by side, passage by passage."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from evenhand_web.accounts.access import Actor
from evenhand_web.documents import access
from evenhand_web.documents.alignment import Pair, aligned
from evenhand_web.documents.models import Document
from evenhand_web.documents.passages import Passage, passages_of, result_of
from evenhand_web.documents.queries.listing import DocumentRow, row_of
from evenhand_web.documents.segments import Segment, cut
from evenhand_web.web.paging import Page, page_of

PER_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A passage on one side."""

    key: str
    kind: str
    number: str
    segments: tuple[Segment, ...]
    """What differs is marked, within one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """A row of the comparison."""

    left: Side | None
    right: Side | None
    state: str
    """same, differs, figures, left-only, right-only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two documents side by side."""

    left: DocumentRow
    right: DocumentRow
    page: Page[PairRow]
    counts: dict[str, int]
    same_language: bool

    @property
    def only_left(self) -> int:
        """How many passages only the first side has."""
        return self.counts["left-only"]

    @property
    def only_right(self) -> int:
        """How many passages only the second side has."""
        return self.counts["right-only"]


def comparison(actor: Actor, one_id: str, other_id: str, *, only: str = "", page: str | int | None = 1) -> Comparison:
    """Two documents that this actor may read, passage by passage; `only="differing"` leaves out what is the same.

    Raises:
        NO_SUCH_DOCUMENT: one of them is not there for this actor, or has not been read.
    """
    one, other = (_read(actor, key) for key in (one_id, other_id))
    same_language = one.language == other.language
    left, right = (passages_of(result_of(side.reading.result)) for side in (one, other) if side.reading)
    pairs = [
        (pair, _state(pair, same_language=same_language)) for pair in aligned(left, right, same_language=same_language)
    ]
    counts = {
        state: sum(found == state for _pair, found in pairs)
        for state in ("differs", "figures", "left-only", "right-only")
    }
    chosen = [found for found in pairs if only != "differing" or found[1] != "same"]
    return Comparison(
        left=row_of(one, actor),
        right=row_of(other, actor),
        page=page_of(chosen, page, lambda found: _row(*found), per_page=PER_PAGE),
        counts=counts,
        same_language=same_language,
    )


def _read(actor: Actor, document_id: str) -> Document:
    found = access.document_for(actor, document_id)
    if found.reading is None:
        raise access.NO_SUCH_DOCUMENT(document=document_id[:64])
    return found


def _state(pair: Pair, *, same_language: bool) -> str:
    if pair.left is None or pair.right is None:
        return "right-only" if pair.left is None else "left-only"
    if same_language:
        return "same" if pair.left.whole == pair.right.whole else "differs"
    return "figures" if pair.figures_differ else "same"


def _row(pair: Pair, state: str) -> PairRow:
    marks: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    if state == "differs" and pair.left and pair.right:
        marks = _differences(pair.left.whole, pair.right.whole)
    return PairRow(left=_side(pair.left, marks[0]), right=_side(pair.right, marks[1]), state=state)


def _differences(one: str, other: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False) if len(one) * len(other) < 4_000_000 else None
    if matcher is None:
        return [(0, len(one))], [(0, len(other))]
    found = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return [(code[1], code[2]) for code in found if code[1] < code[2]], [
        (code[3], code[4]) for code in found if code[3] < code[4]
    ]


def _side(passage: Passage | None, marks: list[tuple[int, int]]) -> Side | None:
    if passage is None:
        return None
    return Side(key=passage.key, kind=passage.kind, number=passage.number, segments=cut(passage.whole, marks=marks))
