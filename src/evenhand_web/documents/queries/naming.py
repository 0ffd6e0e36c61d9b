"""Where in the library a document is that others name by its symbol, for whoever may read it."""

from evenhand_web.accounts.access import Actor
from evenhand_web.documents.access import visible_documents
from evenhand_web.documents.links import address
from evenhand_web.documents.models import Paragraph, State
from evenhand_web.documents.passages import plain_key


def paragraph_address(actor: Actor, named: str, para: str) -> str:
    """The address of a paragraph; of the document where that has no such paragraph; "" where it is not there.

    Args:
        actor: who would follow the link.
        named: the symbol of the document, or its id in the library where it has none.
        para: the paragraph's id as reading gives it.
    """
    if not named or "\0" in named + para:
        return ""
    rows = visible_documents(actor).filter(state=State.READ)
    found = rows.filter(symbol=named[:120]).order_by("-version", "pk").first() or rows.filter(pk=named[:64]).first()
    if found is None:
        return ""
    key = plain_key(para)[:80]
    if key and Paragraph.objects.filter(document=found, key=key).exists():
        return address("documents:paragraph", document_id=found.pk, para=key)
    return address("documents:document", document_id=found.pk)
