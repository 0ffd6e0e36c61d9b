"""Evidence."""

from django.urls import path, register_converter

from evenhand_web.evidence.views import files, pages, tus


class OneOf:
    """One of a few words."""

    regex = ""

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class PictureKind(OneOf):
    """The pictures of our own making."""

    regex = "preview|thumbnail"


class Handout(OneOf):
    """What can be taken away."""

    regex = "original|package|copy"


class RecordFormat(OneOf):
    """The formats of the custody record."""

    regex = "json|csv|txt"


class SubjectId(OneOf):
    """An id of another app: anything without a slash."""

    regex = "[^/]{1,128}"


register_converter(PictureKind, "evidence_picture")
register_converter(Handout, "evidence_handout")
register_converter(RecordFormat, "evidence_record")
register_converter(SubjectId, "evidence_subject")

app_name = "evidence"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("uploads/", tus.collection, name="uploads"),
    path("uploads/<slug:upload_id>/", tus.upload, name="upload"),
    path("add/<slug:subject_kind>/<evidence_subject:subject>/", pages.add, name="add"),
    path("<slug:evidence_id>/", pages.item, name="item"),
    path("<slug:evidence_id>/act/", pages.act, name="act"),
    path("<slug:evidence_id>/<evidence_picture:kind>.jpg", files.picture, name="picture"),
    path(
        "<slug:evidence_id>/copies/<int:copy_id>/<evidence_picture:kind>.jpg", files.copy_picture, name="copy-picture"
    ),
    path("<slug:evidence_id>/custody.<evidence_record:as_format>", files.record, name="record"),
    path("<slug:evidence_id>/<evidence_handout:what>/", files.fetch, name="fetch"),
]
