"""The record."""

from django.urls import path

from evenhand_web.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("check/", views.checked, name="check"),
    path("record.jsonl", views.export, name="export"),
]
