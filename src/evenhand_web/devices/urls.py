"""The pages of phones."""

from django.urls import path

from evenhand_web.devices import views

app_name = "devices"
urlpatterns = [
    path("", views.phones, name="phones"),
    path("enrol/", views.enrol, name="enrol"),
    path("<int:device_id>/", views.phone, name="phone"),
    path("<int:device_id>/rename/", views.rename, name="rename"),
    path("<int:device_id>/cut-off/", views.cut_off, name="cut-off"),
    path("<int:device_id>/revoke/<int:enrolment_id>/", views.revoke, name="revoke"),
]
