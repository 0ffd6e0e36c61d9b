"""Evidence."""

app_name = "evidence"
urlpatterns = []
