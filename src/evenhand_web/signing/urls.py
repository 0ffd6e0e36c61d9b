"""The pages of one's own signing keys."""

from django.urls import path

from evenhand_web.signing import views

app_name = "signing"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("challenge/", views.challenge, name="challenge"),
    path("enrol/", views.enrol, name="enrol"),
    path("try/", views.trial, name="trial"),
    path("<str:key>/rename/", views.rename, name="rename"),
    path("<str:key>/retire/", views.retire, name="retire"),
]
