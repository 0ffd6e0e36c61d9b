"""Where each app's pages live."""

from django.urls import include, path

from evenhand_web.web import views

urlpatterns = [
    path("", include("evenhand_web.map.urls")),
    path("alerts/", include("evenhand_web.incidents.urls")),
    path("incidents/", include("evenhand_web.incidents.incident_urls")),
    path("agreements/", include("evenhand_web.agreements.urls")),
    path("documents/", include("evenhand_web.documents.urls")),
    path("evidence/", include("evenhand_web.evidence.urls")),
    path("feeds/", include("evenhand_web.observations.urls")),
    path("coverage/", include("evenhand_web.coverage.urls")),
    path("totals/", include("evenhand_web.totals.urls")),
    path("what-if/", include("evenhand_web.drafts.urls")),
    path("forms/", include("evenhand_web.forms.urls")),
    path("collect/", include("evenhand_web.devices.openrosa.urls")),
    path("devices/", include("evenhand_web.devices.urls")),
    path("desk/", include("evenhand_web.desk.urls")),
    path("reports/", include("evenhand_web.desk.report_urls")),
    path("doors/", include("evenhand_web.doors.urls")),
    path("cases/", include("evenhand_web.cases.urls")),
    path("registers/", include("evenhand_web.registers.urls")),
    path("council/", include("evenhand_web.council.urls")),
    path("proofs/", include("evenhand_web.proofs.urls")),
    path("commitments/", include("evenhand_web.commitments.urls")),
    path("ledger/", include("evenhand_web.ledger.urls")),
    path("log/", include("evenhand_web.witnesses.log_urls")),
    path("witnesses/", include("evenhand_web.witnesses.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("me/keys/", include("evenhand_web.signing.urls")),
    path("me/", include("evenhand_web.accounts.urls")),
    path("health/", views.health, name="health"),
]

handler400 = "evenhand_web.web.views.bad_request"
handler403 = "evenhand_web.web.views.forbidden"
handler404 = "evenhand_web.web.views.not_found"
handler500 = "evenhand_web.web.views.server_error"
