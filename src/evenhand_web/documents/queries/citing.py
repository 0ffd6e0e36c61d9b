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


class Shelf:
    """The documents cited on a page, looked for once."""

    def __init__(self, actor: Actor, result: Result, *, language: str, itself: Document) -> None:
        cited = {one[2]: work_of(one[2])[0] for links in result.links.values() for one in links}
        self.works = cited
        self.documents = self._found(actor, set(cited.values()), language, itself)
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
        document = self.documents.get(self.works[cited])
        if document is None:
            return ""
        for number in _numbers(point):
            key = self.paragraphs.get((document.pk, number))
            if key is not None:
                return address("documents:paragraph", document_id=document.pk, para=key)
        return address("documents:document", document_id=document.pk)

    @staticmethod
    def _found(actor: Actor, works: Iterable[str], language: str, itself: Document) -> Mapping[str, Document]:
        """One document a work: in the language of the text that cites it, if there is one."""
        rows = visible_documents(actor).filter(work__in=works, state=State.READ).exclude(pk=itself.pk)
        ordered = sorted(
            rows.defer("search_text"), key=lambda one: (one.language == language, one.version), reverse=False
        )
        return {one.work: one for one in ordered}


def _numbers(point: str | None) -> list[str]:
    return _NUMBER.findall(point)[:1] if point and "para" in point else []
