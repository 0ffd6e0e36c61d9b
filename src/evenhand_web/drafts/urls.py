"""What-if: changes tried and drafts kept."""

from django.urls import path

from evenhand_web.drafts import views

app_name = "drafts"
urlpatterns = [
    path("<slug:agreement_id>/", views.what_if, name="what-if"),
    path("<slug:agreement_id>/versions/<str:version>/outline.json", views.outline, name="outline"),
    path("<slug:agreement_id>/versions/<str:version>/trial.jsonl", views.trial, name="trial"),
    path("<slug:agreement_id>/versions/<str:version>/save", views.save, name="save"),
    path("<slug:agreement_id>/drafts/<slug:digest>.zip", views.download, name="download"),
]
