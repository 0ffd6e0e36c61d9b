"""Incidents: their list, the page of each, and the one form handler for all verbs."""

from django.urls import path

from evenhand_web.incidents import incident_views

app_name = "incident"
urlpatterns = [
    path("", incident_views.list_view, name="list"),
    path("act/", incident_views.act, name="act"),
    path("look/", incident_views.look, name="look"),
    path("<slug:incident_id>/", incident_views.incident_view, name="incident"),
    path("<slug:incident_id>/map/", incident_views.map_data, name="map-data"),
]
