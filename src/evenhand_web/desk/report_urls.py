"""Reports: one's own list, and the page of each."""

from django.urls import path

from evenhand_web.desk import urls  # noqa: F401 - registers the formats of lists
from evenhand_web.desk.views import reports

app_name = "reports"
urlpatterns = [
    path("", reports.own, name="own"),
    path("act/", reports.act, name="act"),
    path("reports.<list_format:as_format>", reports.export, name="export"),
    path("<slug:report_id>/", reports.report_view, name="report"),
    path("<slug:report_id>/map/", reports.map_data, name="map-data"),
    path("<slug:report_id>/versions/", reports.versions_view, name="versions"),
    path("<slug:report_id>/source/", reports.source, name="source"),
]
