"""The situation map."""

from django.urls import path

from evenhand_web.map import views

app_name = "map"
urlpatterns = [path("", views.situation, name="situation")]
