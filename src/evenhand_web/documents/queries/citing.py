"""Where the documents that a text cites are, if they are in the library and the reader may see them."""

import re
from collections.abc import Iterable, Mapping

from evenhand.documents.classes import work_of
from evenhand_web.accounts.access import Actor
from evenhand_web.documents.access import visible_documents
from evenhand_web.documents.links import address
from evenhand_web.documents.models import Document, Paragraph, State
from evenhand_web.documents.passages import Result
from evenhand_web.documents.segments import Link

_NUMBER = re.compile(r"\d+")
_REVISION = re.compile(r"Rev\.(\d{1,9})", re.ASCII)


class Shelf:
    """The documents cited on a page, looked for once."""

    def __init__(self, actor: Actor, result: Result, *, language: str, itself: Document) -> None:
        cited = {one[2] for links in result.links.values() for one in links}
        self.documents = self._found(actor, cited, language, itself)
        pinpoints = {number for links in result.links.values() for one in links for number in _numbers(one[3])}
        rows = Paragraph.objects.filter(
            document__in=[one.pk for one in self.documents.values()], kind="paragraph", number__in=pinpoints
        )
        self.paragraphs = {(row.document_id, row.number): row.key for row in rows.order_by("-place")}

    def links(self, result: Result, para: str) -> tuple[Link, ...]:
        """The citations of one paragraph, with where each leads."""
        return tuple(
            Link(begin=begin, end=end, cites=f"{cited}, {point}" if point else cited, url=self._url(cited, point))
            for begin, end, cited, point in result.links.get(para, ())
        )

    def _url(self, cited: str, point: str | None) -> str:
        document = self.documents.get(cited)
        if document is None:
            return ""
        for number in _numbers(point):
            key = self.paragraphs.get((document.pk, number))
            if key is not None:
                return address("documents:paragraph", document_id=document.pk, para=key)
        return address("documents:document", document_id=document.pk)

    @staticmethod
    def _found(actor: Actor, cited: Iterable[str], language: str, itself: Document) -> Mapping[str, Document]:
        """One document a symbol cited: that very version, else the last revision, never a corrigendum not cited.

        Of several in the language of the text that cites it, if there is one.
        """
        wanted = {symbol: work_of(symbol) for symbol in cited}
        works = {work for work, _version in wanted.values()}
        rows = visible_documents(actor).filter(work__in=works, state=State.READ).exclude(pk=itself.pk)
        held: dict[str, list[Document]] = {}
        for row in rows.defer("search_text"):
            held.setdefault(row.work, []).append(row)
        found = {}
        for symbol, (work, version) in wanted.items():
            fit = [one for one in held.get(work, ()) if one.version == version or "Corr." not in one.version]
            if fit:
                found[symbol] = max(fit, key=lambda one: _fitness(one, version, language))
        return found


def _fitness(document: Document, version: str, language: str) -> tuple[bool, int, bool, str]:
    revision = _REVISION.search(document.version)
    number = int(revision[1]) if revision else 0
    return document.version == version, number, document.language == language, document.pk


def _numbers(point: str | None) -> list[str]:
    return _NUMBER.findall(point)[:1] if point and "para" in point else []
