"""The alert desk."""

app_name = "incidents"
urlpatterns: list[object] = []
