"""The addresses under /collect/: exactly these, for phones follow no redirect and add no slash."""

from django.urls import path

from evenhand_web.devices.openrosa import views

app_name = "openrosa"

_ROUTES = (
    ("formList", views.form_list, "list"),
    ("forms/<slug:form>.xml", views.form_file, "form"),
    ("forms/<slug:form>/manifest", views.manifest, "manifest"),
    ("media/<str:name>", views.media, "media"),
    ("submission", views.submission, "submission"),
)

urlpatterns = [path(route, view, name=f"collect-{name}") for route, view, name in _ROUTES] + [
    path(f"<str:token>/{route}", view, name=f"collect-token-{name}") for route, view, name in _ROUTES
]
