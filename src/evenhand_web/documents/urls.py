"""Documents."""

from django.urls import path, register_converter

from evenhand_web.documents.views import acting, adding, files, listing, reading


class Para:
    """The key of a passage."""

    regex = "[^/]{1,80}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class DocumentFormat(Para):
    """What a document can be taken away as."""

    regex = "original|json|akn"


register_converter(Para, "document_para")
register_converter(DocumentFormat, "document_format")

app_name = "documents"
urlpatterns = [
    path("", listing.library, name="library"),
    path("search/", listing.search, name="search"),
    path("add/", adding.add, name="add"),
    path("arrivals/", listing.arrivals, name="arrivals"),
    path("<slug:document_id>/", reading.document, name="document"),
    path("<slug:document_id>/p/<document_para:para>/", reading.paragraph, name="paragraph"),
    path("<slug:document_id>/print/", reading.printed, name="print"),
    path("<slug:document_id>/review/", reading.review, name="review"),
    path("<slug:document_id>/act/", acting.act, name="act"),
    path("<slug:document_id>/beside/<slug:other_id>/", reading.compare, name="compare"),
    path("<slug:document_id>/file.<document_format:form>", files.fetch, name="fetch"),
]
