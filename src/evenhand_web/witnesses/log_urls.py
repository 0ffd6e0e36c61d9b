"""The log for everybody to read, and where witnesses send what they signed."""

from django.urls import path, re_path

from evenhand_web.witnesses import log_views

app_name = "log"
urlpatterns = [
    path("checkpoint", log_views.checkpoint, name="checkpoint"),
    # Nothing but these letters and digits becomes a path of the disk. Source: C2SP tlog-tiles, "Parameters".
    re_path(
        r"^(?P<tile>tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?)$",
        log_views.tile,
        name="tile",
    ),
    path("cosignatures", log_views.cosignatures, name="cosignatures"),
    path("alarms", log_views.alarms, name="alarms"),
]
