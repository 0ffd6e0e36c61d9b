"""The one door to the desk's index and to what was done about reports.

Reports themselves come through `intake.access`, alerts through `incidents.access`; this door is no wider than those.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.desk.models import Item, ItemKind
from evenhand_web.intake.access import report_for
from evenhand_web.intake.models import ActKind, Report, ReportAct

_SEES = {ItemKind.REPORT: Capability.SEE_REPORTS, ItemKind.ALERT: Capability.SEE_ALERTS}


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """What of the desk this actor sees as a whole: reports, alerts, both, or nothing."""
    return tuple(kind for kind, capability in _SEES.items() if actor.can(capability))


def items_for(actor: Actor) -> QuerySet[Item]:
    """All that lies on the desk, for those of the mission who see it. Its lists, maps and exports begin here."""
    kinds = kinds_for(actor)
    return Item.objects.all() if len(kinds) == len(_SEES) else Item.objects.filter(kind__in=kinds)


def own_items(actor: Actor) -> QuerySet[Item]:
    """The reports that the actor's organisation filed, and those released to it; for everybody, the mission too."""
    sees = actor.can(Capability.SEE_OWN_REPORTS) or actor.can(Capability.SEE_REPORTS)
    if not sees or actor.organisation_id is None:
        return Item.objects.none()
    return Item.objects.filter(kind=ItemKind.REPORT, shown__organisation_id=actor.organisation_id)


def is_inside(actor: Actor) -> bool:
    """Whether this actor sees every report, and with them what the desk thinks of them."""
    return actor.can(Capability.SEE_REPORTS)


def may_name_sender(actor: Actor, report: Report, sender: str) -> bool:
    """Whether this actor may know by name who filed or answered for a report: who is trusted with sources, and that
    person; of an open report all of the mission and of its owner, and never those to whom it was only released.
    """
    if actor.can(Capability.SEE_SOURCES) or sender == actor.username:
        return True
    return report.protection == Protection.OPEN and (is_inside(actor) or report.owner_id == actor.organisation_id)


def may_see_observer(actor: Actor, report: Report) -> bool:
    """Whether this actor may know where the observer of a bearing stood, which tells much of who they are.

    Of a protected report the mission and its owner alone may; others see the shape.
    """
    open_to_all = report.protection == Protection.OPEN
    return open_to_all or is_inside(actor) or report.owner_id == actor.organisation_id


def require_origin(actor: Actor, report_id: str) -> None:
    """Stop unless this actor may ask from whom a report comes: the mission and its owner may, others to whom it was
    released may not, however open the source is.

    Raises:
        NO_SUCH_REPORT, NOT_PERMITTED.
    """
    report = report_for(actor, report_id)
    if not is_inside(actor) and report.owner_id != actor.organisation_id:
        actor.require(Capability.SEE_SOURCES)


def may_read(actor: Actor, act: ReportAct, *, own: bool) -> bool:
    """Whether this actor may read of that act. Outside the mission: what came from oneself, what one is asked and
    answered, releases to oneself, translations, one's own comments and those that are shared; never grades,
    assessments, attributions, who works on it, nor to whom else it was shown.

    Args:
        actor: who reads.
        act: what was done.
        own: whether the actor's organisation filed the report.
    """
    if is_inside(actor):
        return True
    match act.kind:
        case ActKind.RECEIVED | ActKind.VERSION | ActKind.FILE | ActKind.ASKED | ActKind.ANSWERED:
            allowed = own
        case ActKind.RELEASED | ActKind.RECALLED:
            allowed = act.organisation_id == actor.organisation_id
        case ActKind.COMMENTED:
            allowed = bool(act.content.get("shared")) or act.by_id == actor.organisation_id
        case ActKind.UNDONE:
            allowed = act.undoes is not None and may_read(actor, act.undoes, own=own)
        case _:
            allowed = act.kind == ActKind.TRANSLATED
    return allowed


def readable(actor: Actor, acts: Iterable[ReportAct], *, own: bool) -> list[ReportAct]:
    """Those of some acts that this actor may read of."""
    return [act for act in acts if may_read(actor, act, own=own)]
