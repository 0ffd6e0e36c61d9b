"""Phones: their pages for those who manage them, and the addresses that phones know, where every role is a stranger."""

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.devices import services
from evenhand_web.intake.models import Device
from web.conftest import NOW
from web.matrix.table import ANONYMOUS, ROLES, Page, open_to

MANAGERS = ("duty-officer", "liaison", "administrator")
EVERYBODY_ALIKE = (ANONYMOUS, *ROLES)


def a_phone() -> dict[str, int]:
    """Of the mission; a liaison officer of a party does not see it."""
    return {"device_id": _enrolled().device_id}


def one_on_a_phone() -> dict[str, int]:
    made = _enrolled()
    return {"device_id": made.device_id, "enrolment_id": made.enrolment_id}


def a_secret() -> dict[str, str]:
    return {"token": _enrolled().token}


def _enrolled() -> services.Enrolled:
    account = accounts.Account(username="keeper", organisation="mission", role="duty-officer")
    keeper = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    return services.enrol(label=f"Phone {Device.objects.count()}", username="keeper", actor=keeper, now=NOW)


def own_only(status: int) -> dict[str, int]:
    return open_to("duty-officer", "administrator", status=status) | {"liaison": 404}


def alike(status: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY_ALIKE, status)


PAGES = {
    "devices:phones": Page(status=open_to(*MANAGERS)),
    "devices:phone": Page(status=own_only(200), kwargs=a_phone),
    # Nobody was chosen: they are told so on the page.
    "devices:enrol": Page(status=open_to(*MANAGERS, status=404), data={"label": "Patrol 3"}),
    "devices:rename": Page(status=own_only(302), kwargs=a_phone, data={"label": "Patrol 4"}),
    "devices:cut-off": Page(status=own_only(302), kwargs=a_phone, data={"reason": "Lost"}),
    "devices:revoke": Page(status=own_only(302), kwargs=one_on_a_phone, data={"sure": "yes"}),
    # A session counts for nothing here: the secret does, or name and password over HTTPS.
    "openrosa:collect-list": Page(status=alike(403)),
    "openrosa:collect-form": Page(status=alike(403), kwargs=lambda: {"form": "complaint"}),
    "openrosa:collect-manifest": Page(status=alike(403), kwargs=lambda: {"form": "complaint"}),
    "openrosa:collect-media": Page(status=alike(403), kwargs=lambda: {"name": "places.csv"}),
    "openrosa:collect-submission": Page(status=alike(403), data={"xml_submission_file": ""}),
    "openrosa:collect-token-list": Page(status=alike(200), kwargs=a_secret),
    "openrosa:collect-token-form": Page(status=alike(200), kwargs=lambda: a_secret() | {"form": "complaint"}),
    "openrosa:collect-token-manifest": Page(status=alike(200), kwargs=lambda: a_secret() | {"form": "complaint"}),
    "openrosa:collect-token-media": Page(status=alike(200), kwargs=lambda: a_secret() | {"name": "places.csv"}),
    "openrosa:collect-token-submission": Page(status=alike(400), kwargs=a_secret, data={"xml_submission_file": ""}),
}
