"""The feeds."""

app_name = "observations"
urlpatterns: list[object] = []
