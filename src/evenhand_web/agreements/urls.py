"""The agreements."""

app_name = "agreements"
urlpatterns: list[object] = []
