"""The form in the browser."""

from django.urls import path

from evenhand_web.forms import views

app_name = "forms"
urlpatterns = [
    path("", views.lobby, name="lobby"),
    path("fill/<slug:form_id>/", views.fill, name="fill"),
    path("queue/", views.queue, name="queue"),
    path("shell/<slug:language>/", views.shell, name="shell"),
    path("worker.js", views.worker, name="worker"),
    path("manifest.json", views.manifest, name="manifest"),
    path("definitions.json", views.definitions, name="definitions"),
    path("definitions/<slug:form_id>/<slug:digest>.json", views.definition, name="definition"),
    path("places.json", views.places, name="places"),
    path("session.json", views.session, name="session"),
    path("key.json", views.key, name="key"),
    path("submission", views.submission, name="submission"),
]
