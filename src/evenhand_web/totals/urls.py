"""Totals."""

from django.urls import path

from evenhand_web.totals import views

app_name = "totals"
urlpatterns = [
    path("", views.totals, name="totals"),
    path("totals.<str:as_format>", views.export, name="export"),
]
