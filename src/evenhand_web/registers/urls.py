"""The registers."""

from django.urls import path

from evenhand_web.registers import views

app_name = "registers"
urlpatterns = [
    path("", views.shelves, name="registers"),
    path("<slug:register>/", views.listing, name="list"),
    path("<slug:register>/new/", views.new, name="new"),
    path("<slug:register>/export.<str:as_format>", views.export, name="export"),
    path("<slug:register>/<str:entry_id>/", views.record, name="record"),
    path("<slug:register>/<str:entry_id>/say/", views.say, name="say"),
    path("<slug:register>/<str:entry_id>/release/", views.release, name="release"),
    path("<slug:register>/<str:entry_id>/recall/", views.recall, name="recall"),
]
