"""The one door to what witnesses sent: everybody with a role may see all of it, for it concerns all."""

from django.db.models import QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.witnesses.models import Alarm

NO_SUCH_ALARM = ProblemKind(
    code="witnesses.no-such-alarm",
    blame="missing",
    message="There is no alarm {alarm!r}. See the list on the page of the witnesses.",
)


def alarms(actor: Actor) -> QuerySet[Alarm]:
    """The alarms that the actor may see, the newest first.

    Raises:
        NOT_PERMITTED: the actor has no role.
    """
    actor.require(Capability.SEE_WITNESSES)
    return Alarm.objects.all()


def alarm_for(actor: Actor, alarm: str) -> Alarm:
    """One alarm.

    Raises:
        NO_SUCH_ALARM: there is none of this id.
    """
    found = alarms(actor).filter(pk=alarm).first()
    if found is None:
        raise NO_SUCH_ALARM(alarm=alarm)
    return found
