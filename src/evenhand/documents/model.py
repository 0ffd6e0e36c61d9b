"""What reading a document gives: frozen values, each with its place in the source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the source as it came; `number` counts from 1, `page` from 1 as far as pages can be told."""

    number: int
    text: str
    page: int = 1
    begins_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together, rejoined; `marks` are footnote marks taken out, with what stands before them."""

    text: str
    lines: tuple[Line, ...]
    indent: int = 0
    marks: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    @property
    def page_break_inside(self) -> bool:
        """Whether a page ends within it, or an empty line cuts a sentence of it, as at the end of a page."""
        return self.cut or len({line.page for line in self.lines}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Subitem:
    """(a), (b), ㈠: a part of a paragraph; `level` counts from 1."""

    marker: str
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, its number as printed (or None), and how deep it stands."""

    number: str | None
    title: str
    level: int
    footnote_refs: tuple[str, ...] = ()
    line_from: int = 0
    line_to: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph without its number, furniture and footnotes; `sign` is what stands behind its number."""

    id: str
    number: str | None
    part: str
    kind: str
    text: str
    page: int
    line_from: int
    line_to: int
    lines: tuple[int, ...] = ()
    marker: str | None = None
    sign: str = ""
    section: tuple[str, ...] = ()
    page_break_inside: bool = False
    subitems: tuple[Subitem, ...] = ()
    footnote_refs: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The text with its sub-items and their markers, as people read it."""
        return "\n".join([self.text, *(f"{item.marker} {item.text}" for item in self.subitems)])

    @property
    def full_text(self) -> str:
        """The text with its sub-items, without markers: what is compared and scored."""
        return "\n".join([self.text, *(item.text for item in self.subitems)]) if self.subitems else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A footnote, and the words that its mark follows (None where no mark was found)."""

    number: str
    text: str
    anchor: str | None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the document says of itself; None where it does not."""

    symbols: tuple[str, ...] = ()
    job_number: str | None = None
    date: str | None = None
    date_of_letter: str | None = None
    language: str = "en"
    original_language: str | None = None
    distribution: str | None = None
    addressee: str | None = None
    title: str | None = None
    annex_title: str | None = None
    signatories: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Head, sections, paragraphs and footnotes; every other line is listed in `furniture` or `head_lines`."""

    head: Head
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[Footnote, ...]
    head_lines: tuple[int, ...]
    head_texts: tuple[str, ...]
    furniture: tuple[int, ...]
