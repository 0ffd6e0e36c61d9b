"""Documents to take away: as they came, as what was read, as Akoma Ntoso."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evenhand.documents.akn import as_akoma_ntoso
from evenhand_web.accounts.access import actor_of
from evenhand_web.documents import access
from evenhand_web.documents.passages import result_of
from evenhand_web.documents.views.listing import may_read
from evenhand_web.evidence.serving import attachment, locked_down
from evenhand_web.evidence.storage import storage


@may_read
@require_safe
def fetch(request: HttpRequest, document_id: str, form: str) -> HttpResponseBase:
    """The file, never shown within a page of ours: it is somebody else's content."""
    document = access.document_for(actor_of(request), document_id)
    if form == "original":
        return attachment(
            request,
            storage().open(document.digest),
            size=document.size_bytes,
            name=document.name,
            media_type=document.media_type,
            digest=document.digest,
        )
    if document.reading is None:
        raise access.NO_SUCH_DOCUMENT(document=document_id[:64])
    found = dict(result_of(document.reading.result).document)
    if form == "json":
        body, media_type = json.dumps(found, ensure_ascii=False, indent=1), "application/json"
    else:
        body, media_type = as_akoma_ntoso(found), "application/akn+xml"
    response = HttpResponse(body.encode("utf-8", "replace"), content_type=media_type)
    name = f"{document.name.rsplit('.', 1)[0]}.{'json' if form == 'json' else 'akn.xml'}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return locked_down(response)
