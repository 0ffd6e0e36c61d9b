"""The log: for all, signed in or not. The witnesses' page: for all with a role. The demo's buttons: nowhere."""

from web.matrix.table import ANONYMOUS, ROLES, Page, open_to

EVERYBODY = {ANONYMOUS: 200, **dict.fromkeys(ROLES, 200)}
POSTED = {ANONYMOUS: 403, **dict.fromkeys(ROLES, 403)}

PAGES = {
    "log:checkpoint": Page(status=EVERYBODY),
    "log:tile": Page(status=dict.fromkeys(EVERYBODY, 404), kwargs=lambda: {"tile": "tile/0/999"}),
    "log:cosignatures": Page(status=POSTED, data={"note": "nobody's"}),
    "log:alarms": Page(status=POSTED, data={"note": "nobody's"}),
    "witnesses:page": Page(status=open_to()),
    "witnesses:policy": Page(status=open_to()),
    "witnesses:alarm": Page(status=open_to(status=404), kwargs=lambda: {"alarm_id": "0" * 64}),
    "witnesses:evidence": Page(status=open_to(status=404), kwargs=lambda: {"alarm_id": "0" * 64, "part": 1}),
    "witnesses:demo": Page(status=open_to(status=404), data={"way": "delete"}),
}
