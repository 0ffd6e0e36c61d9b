"""Commitments. The one plan and commitment are the mission's own and not released: outside it they are not there."""

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.commitments import services
from evenhand_web.commitments.models import Commitment
from web.commitments.samples import a_commitment, a_plan
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
HIDDEN = {"liaison": 404, "commissioner": 404, "secretariat": 404}


def a_keeper():
    account = accounts.Account(username="keeps", organisation="mission", role="duty-officer")
    return actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))


def plan() -> dict[str, str]:
    return {"plan_key": services.keep_plan(value=a_plan(), actor=a_keeper(), now=NOW).key}


def commitment() -> dict[str, str]:
    plan()
    return {"commitment_id": Commitment.objects.order_by("pk")[0].pk}


def proposal() -> dict[str, str]:
    (made,) = services.propose(values=[a_commitment("read")], actor=a_keeper(), now=NOW)
    return {"proposal_id": made}


PAGES = {
    "commitments:board": Page(status=open_to(*READERS)),
    "commitments:export": Page(status=open_to(*READERS), kwargs=lambda: {"as_format": "csv"}),
    "commitments:timeline": Page(status=open_to(*READERS)),
    "commitments:calendar": Page(status=open_to(*READERS)),
    "commitments:due": Page(status=open_to(*READERS)),
    "commitments:follow": Page(
        status=open_to(*MISSION, status=302) | dict.fromkeys(HIDDEN, 400),
        kwargs=lambda: commitment() and {},
        data={"kind": "plan", "what": "border"},
    ),
    "commitments:proposals": Page(status=open_to(*MISSION, "secretariat")),
    "commitments:proposal": Page(status=open_to(*MISSION) | {"secretariat": 404}, kwargs=proposal),
    "commitments:plans": Page(status=open_to(*READERS)),
    "commitments:matrix": Page(status=open_to(*MISSION) | HIDDEN, kwargs=plan),
    "commitments:matrix-export": Page(status=open_to(*MISSION) | HIDDEN, kwargs=lambda: plan() | {"as_format": "csv"}),
    "commitments:evaluation": Page(status=open_to(*MISSION) | HIDDEN, kwargs=plan),
    "commitments:gates": Page(status=open_to(*MISSION) | HIDDEN, kwargs=plan),
    "commitments:risks": Page(status=open_to(*MISSION) | HIDDEN, kwargs=plan),
    "commitments:plan-say": Page(
        status=open_to("duty-officer", "monitor", status=302) | HIDDEN,
        kwargs=plan,
        data={"kind": "condition-said", "gate": "ready", "condition": "agreed", "held": "yes"},
    ),
    "commitments:plan-take-back": Page(
        status=open_to("duty-officer", "monitor", status=302) | HIDDEN, kwargs=plan, data={"number": "1"}
    ),
    "commitments:plan-release": Page(
        status=open_to("duty-officer", status=302) | HIDDEN, kwargs=plan, data={"organisation": "observer"}
    ),
    "commitments:plan-recall": Page(
        status=open_to("duty-officer", status=302) | HIDDEN, kwargs=plan, data={"organisation": "observer"}
    ),
    "commitments:commitment": Page(status=open_to(*MISSION) | HIDDEN, kwargs=commitment),
    "commitments:do": Page(
        status=open_to("duty-officer", "monitor") | HIDDEN, kwargs=lambda: commitment() | {"verb": "status"}
    ),
    "commitments:take-back": Page(
        status=open_to("duty-officer", "monitor", status=302) | HIDDEN, kwargs=commitment, data={"number": "1"}
    ),
}
