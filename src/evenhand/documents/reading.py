"""A document as it comes into its structure and what can be found in it; the one door of this package."""

from evenhand.documents.blocks import flow_of
from evenhand.documents.head import parts_of, tidy
from evenhand.documents.layout import paged, source_lines, style_of
from evenhand.documents.model import Section, Structure
from evenhand.documents.structure import body_of
from evenhand.documents.tables import language_of


def read_structure(text: str, language: str | None = None) -> Structure:
    """The structure of a text; every line that holds something is in it once.

    Raises:
        TOO_LARGE: more signs than are read at once.

    >>> read_structure("").paragraphs
    ()
    """
    lines = source_lines(text)
    tongue = language or language_of(text)
    style = style_of(lines)
    lines = paged(lines, style)
    flow = flow_of(lines, style, tongue)
    parts = parts_of(flow.blocks, lines, flow.furniture, tongue, style)
    body = body_of(parts.letter, parts.main, parts.part, tongue)
    return Structure(
        head=parts.head,
        sections=tuple(_tidied(one) for one in body.sections),
        paragraphs=body.paragraphs,
        footnotes=flow.footnotes,
        head_lines=tuple(sorted(line.number for block in parts.head_blocks for line in block.lines)),
        head_texts=tuple(block.text for block in parts.head_blocks),
        furniture=flow.furniture,
    )


def _tidied(section: Section) -> Section:
    return Section(
        number=section.number,
        title=tidy(section.title),
        level=section.level,
        footnote_refs=section.footnote_refs,
        line_from=section.line_from,
        line_to=section.line_to,
    )
