"""The feeds."""

from django.urls import path

from evenhand_web.observations import views

app_name = "observations"
urlpatterns = [
    path("", views.feeds, name="feeds"),
    path("upload/", views.upload, name="upload"),
    path("<slug:digest>/", views.file, name="file"),
    path("<slug:digest>/refused.csv", views.refused, name="refused"),
]
