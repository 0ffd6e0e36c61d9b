"""Proofs, erasure, and the record handed over."""

from django.urls import path

from evenhand_web.proofs import views

app_name = "proofs"
urlpatterns = [
    path("about/<str:kind>/<str:subject>/", views.about, name="about"),
    path("erasures/", views.erasures, name="erasures"),
    path("erasures/<int:order>/", views.settle, name="settle"),
    path("hand-over/", views.hand_over, name="hand-over"),
    path("<int:sequence>/", views.entry, name="entry"),
    path("<int:sequence>/bundle/", views.bundle, name="bundle"),
    path("<int:sequence>/words/", views.words, name="words"),
]
