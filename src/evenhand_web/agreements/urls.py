"""The agreements."""

from django.urls import path

from evenhand_web.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.agreement_list, name="list"),
    path("<slug:agreement_id>/", views.agreement, name="agreement"),
    path("<slug:agreement_id>/versions/<str:version>/", views.agreement, name="version"),
    path("<slug:agreement_id>/versions/<str:version>/files.zip", views.download, name="download"),
    path("<slug:agreement_id>/versions/<str:version>/files/<path:name>", views.file, name="file"),
]
