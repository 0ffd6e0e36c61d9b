"""Documents."""
app_name = "documents"
urlpatterns = []
