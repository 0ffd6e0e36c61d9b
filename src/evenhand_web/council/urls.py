"""The council's desk."""

from django.urls import path

from evenhand_web.council.views import assessments, desk, records

app_name = "council"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("meetings/", desk.meetings, name="meetings"),
    path("meetings.csv", desk.meetings_file, name="meetings-file"),
    path("products/", desk.products, name="products"),
    path("measures/", desk.measures, name="measures"),
    path("reporting/", desk.reporting, name="reporting"),
    path("missions/", desk.missions, name="missions"),
    path("programme/", desk.programme, name="programme"),
    path("programme/<str:month>/", desk.programme_of, name="programme-of"),
    path("briefers/", desk.briefers, name="briefers"),
    path("bodies/", desk.bodies, name="bodies"),
    path("claims/", desk.claims, name="claims"),
    path("assessment/", assessments.latest, name="assessment-latest"),
    path("assessment/<str:month>/", assessments.assessment, name="assessment"),
    path("assessment/<str:month>/word/", assessments.word, name="assessment-word"),
    path("assessment/<str:month>/issue/", assessments.issue, name="assessment-issue"),
    path("new/<slug:record_kind>/", records.new, name="new"),
    path("records/<slug:record_id>/", records.record, name="record"),
    path("records/<slug:record_id>/edit/", records.edit, name="edit"),
    path("records/<slug:record_id>/withdraw/", records.withdraw, name="withdraw"),
]
