"""Evidence. The parties and the commission see what is theirs or was released to them, and here nothing is."""

from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.evidence import services
from evenhand_web.evidence.tickets import Ticket
from evenhand_web.incidents import services as incidents
from web.alerts import alerts
from web.conftest import NOW
from web.evidence.samples import jpeg
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
SENDERS = (*MISSION, "liaison")
OUTSIDE = {"liaison": 404, "commissioner": 404, "secretariat": 404}
HIDDEN = open_to(*MISSION) | OUTSIDE


def an_alert() -> None:
    incidents.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)


def a_photograph() -> dict[str, str]:
    an_alert()
    claim = services.Claim(subject_kind="alert", subject="alert-a", name="a.jpg")
    return {"evidence_id": services.attach(content=[jpeg()], claim=claim, actor=SYSTEM, now=NOW).evidence}


def a_masked_photograph() -> dict[str, object]:
    found = a_photograph()
    duty = Actor(
        user_id=None,
        username="duty",
        organisation_id=Organisation.objects.get(key="mission").pk,
        organisation_kind="mission",
        party=None,
        role="duty-officer",
    )
    claim = services.CopyClaim(name="masked.jpg", note="Faces.")
    copy = services.add_copy(**found, content=[jpeg(exif=True)], claim=claim, actor=duty, now=NOW)
    return found | {"copy_id": copy, "kind": "preview"}


def an_address() -> dict[str, str]:
    an_alert()
    return {"subject_kind": "alert", "subject": "alert-a"}


NOBODYS = Ticket(evidence="evidence-x", what="original", user=0, act=1).signed()

PAGES = {
    "evidence:list": Page(status=open_to(*READERS)),
    "evidence:item": Page(status=HIDDEN, kwargs=a_photograph),
    # A verb that there is not: whoever may send the form is told so.
    "evidence:act": Page(status=open_to(*READERS, status=400), kwargs=a_photograph, data={"verb": "none"}),
    "evidence:picture": Page(status=HIDDEN, kwargs=lambda: a_photograph() | {"kind": "preview"}),
    "evidence:copy-picture": Page(status=HIDDEN, kwargs=a_masked_photograph),
    "evidence:record": Page(status=HIDDEN, kwargs=lambda: a_photograph() | {"as_format": "json"}),
    # A ticket that was given to nobody here.
    "evidence:fetch": Page(
        status=open_to(status=403), kwargs=lambda: a_photograph() | {"what": "original"}, query={"ticket": NOBODYS}
    ),
    # A liaison officer adds to what the party filed, and has no alert to add to.
    "evidence:add": Page(status=open_to(*MISSION) | {"liaison": 404}, kwargs=an_address),
    # Requests that do not speak the protocol.
    "evidence:uploads": Page(status=open_to(*SENDERS, status=412), data={}),
    "evidence:upload": Page(status=open_to(*SENDERS, status=412), kwargs=lambda: {"upload_id": "0"}),
}
