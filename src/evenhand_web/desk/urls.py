"""The queue of the duty officer."""

from django.urls import path, register_converter

from evenhand_web.desk.views import queue


class ListFormat:
    """The formats in which lists are taken away."""

    regex = "csv|json|geojson"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ListFormat, "list_format")

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("map/", queue.map_data, name="map-data"),
    path("act/", queue.act, name="act"),
    path("desk.<list_format:as_format>", queue.export, name="export"),
]
