"""Coverage."""

from django.urls import path

from evenhand_web.coverage import views

app_name = "coverage"
urlpatterns = [
    path("", views.coverage, name="current"),
    path("cells.json", views.cells, name="cells"),
    path("<slug:agreement_id>/", views.coverage, name="coverage"),
    path("<slug:agreement_id>.csv", views.export, name="export"),
]
