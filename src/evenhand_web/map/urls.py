"""The situation map and its data."""

from django.urls import path

from evenhand_web.map import views

app_name = "map"
urlpatterns = [
    path("", views.situation, name="situation"),
    path("map/situation.geojson", views.situation_data, name="situation-data"),
    path("map/timeline.json", views.timeline_data, name="timeline-data"),
    path("map/agreements/<slug:agreement_id>/<str:version>.geojson", views.agreement_data, name="agreement-data"),
    path("map/alerts/<slug:alert_id>.geojson", views.alert_data, name="alert-data"),
]
