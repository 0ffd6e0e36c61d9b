"""The other ways in: who files reports sends tables; the desk sorts the inbox; the administrator says whom to trust."""

from web.doors.samples import a_file_of_a_message, a_gateway_row, a_key, a_message_of_the_inbox
from web.matrix.table import ANONYMOUS, MISSION, ROLES, Page, open_to

FILERS = (*MISSION, "liaison")
DESK = ("duty-officer",)


def nobody_s() -> dict:
    return {"key": "0" * 32}


PAGES = {
    "doors:doors": Page(status=open_to(*FILERS, "administrator")),
    "doors:tables": Page(status=open_to(*FILERS)),
    "doors:template": Page(status=open_to(*FILERS), kwargs=lambda: {"form": "csv"}),
    # A table is seen by who sent it; to others it is not there.
    "doors:table": Page(status=open_to(*FILERS, status=404), kwargs=nobody_s),
    "doors:table-act": Page(status=open_to(*FILERS, status=404), kwargs=nobody_s, data={"verb": "cancel"}),
    "doors:table-step": Page(status=open_to(*FILERS, status=404), kwargs=nobody_s, data={}),
    "doors:refused": Page(status=open_to(*FILERS, status=404), kwargs=lambda: {**nobody_s(), "form": "csv"}),
    "doors:inbox": Page(status=open_to(*DESK)),
    "doors:message": Page(status=open_to(*DESK), kwargs=a_message_of_the_inbox),
    "doors:message-act": Page(
        status=open_to(*DESK, status=302),
        kwargs=a_message_of_the_inbox,
        data={"verb": "aside", "reason": "Advertisement"},
    ),
    "doors:message-file": Page(status=open_to(*DESK), kwargs=a_file_of_a_message),
    "doors:bundles": Page(status=open_to(*DESK, "administrator")),
    # There are no reports to carry, and no file came: who may is told so.
    "doors:bundle-export": Page(status=open_to(*DESK, status=400), data={}),
    "doors:bundle-load": Page(status=open_to(*DESK, status=400), data={}),
    "doors:key-trust": Page(status=open_to("administrator", status=302), kwargs=a_key, data={"verb": "trust"}),
    "doors:gateways": Page(status=open_to("administrator")),
    "doors:gateway-cut-off": Page(status=open_to("administrator", status=302), kwargs=a_gateway_row, data={}),
    # A gateway is known by its address alone, and this is nobody's.
    "doors:sms": Page(
        status=dict.fromkeys((ANONYMOUS, *ROLES), 404), kwargs=lambda: {"token": "nobody"}, data={"text": "hello"}
    ),
}
