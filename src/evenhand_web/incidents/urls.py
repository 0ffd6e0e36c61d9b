"""The alert desk."""

from django.urls import path, register_converter

from evenhand_web.incidents import views


class ExportFormat:
    """The formats that people take away."""

    regex = "csv|json|geojson"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ExportFormat, "alert_format")

app_name = "incidents"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("act/", views.act, name="act"),
    path("alerts.<alert_format:as_format>", views.export, name="export"),
    path("<slug:alert_id>/", views.alert, name="alert"),
]
