"""The other ways in."""

from django.urls import path, re_path

from evenhand_web.doors.views import bundles, doors, gateways, inbox, sms, tables

app_name = "doors"
urlpatterns = [
    path("", doors.doors, name="doors"),
    path("tables/", tables.upload, name="tables"),
    re_path(r"^tables/template\.(?P<form>csv|xlsx)$", tables.template, name="template"),
    path("tables/<slug:key>/", tables.table, name="table"),
    path("tables/<slug:key>/act/", tables.act, name="table-act"),
    path("tables/<slug:key>/step/", tables.step, name="table-step"),
    re_path(r"^tables/(?P<key>[0-9a-f]+)/refused\.(?P<form>csv|xlsx)$", tables.refused, name="refused"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:message>/", inbox.message, name="message"),
    path("inbox/<int:message>/act/", inbox.act, name="message-act"),
    path("inbox/<int:message>/files/<int:number>", inbox.file, name="message-file"),
    path("bundles/", bundles.bundles, name="bundles"),
    path("bundles/export/", bundles.export, name="bundle-export"),
    path("bundles/load/", bundles.load, name="bundle-load"),
    path("bundles/keys/<int:key>/", bundles.trust, name="key-trust"),
    path("gateways/", gateways.gateways, name="gateways"),
    path("gateways/<int:gateway>/cut-off/", gateways.cut_off, name="gateway-cut-off"),
    path("sms/<str:token>", sms.receive, name="sms"),
]
