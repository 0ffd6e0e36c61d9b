"""The acts about an alert, with those about the alerts that it continues.

Late data may move an alert to another id. The new one continues the old one: what people did about the old one, up to
that moment, is part of the history of the new one. Nothing is copied. Source: docs/methods/one-answer.md.
"""

from collections.abc import Iterable, Mapping

from evenhand_web.accounts.speaking import as_machine
from evenhand_web.incidents.models import Act, ActKind

_ALL = 2**63
_AT_ONCE = 500

History = tuple[Act, ...]


def history_of(alert_id: str) -> History:
    """The acts that count for one alert, oldest first."""
    return histories_of([alert_id])[alert_id]


@as_machine("an alert's history goes on from alerts that were never released; `access.may_read` chooses among its acts")
def histories_of(alert_ids: Iterable[str], *, with_people: bool = True) -> Mapping[str, History]:
    """The acts that count for each of some alerts, oldest first; a few queries, however many alerts.

    Args:
        alert_ids: whose.
        with_people: read organisations and acts that were undone along, for pages; not needed to know where they stand.
    """
    read = Act.objects.select_related("by", "organisation", "undoes", "undone_by") if with_people else Act.objects
    wanted = list(dict.fromkeys(alert_ids))
    acts: dict[str, list[Act]] = {}
    missing = wanted
    while missing:
        for alert_id in missing:
            acts[alert_id] = []
        for low in range(0, len(missing), _AT_ONCE):
            for act in read.filter(alert__in=missing[low : low + _AT_ONCE]).order_by("pk"):
                acts[act.alert_id].append(act)
        named = (one for alert_id in missing for act in acts[alert_id] for one in continued(act))
        missing = [one for one in dict.fromkeys(named) if one not in acts]
    return {alert_id: _composed(alert_id, acts) for alert_id in wanted}


def continued(act: Act) -> tuple[str, ...]:
    """The alerts whose history goes on in that of this act's alert."""
    return tuple((act.because or {}).get("alerts", ())) if act.kind == ActKind.CONTINUED else ()


def _composed(alert_id: str, acts: Mapping[str, list[Act]]) -> History:
    """Its own acts; of each alert that it continues those up to then; of those that these continue, likewise."""
    until = {alert_id: _ALL}
    waiting = [alert_id]
    while waiting:
        one = waiting.pop()
        for act in acts[one]:
            for earlier in continued(act) if act.pk < until[one] else ():
                if until.get(earlier, -1) < act.pk:
                    until[earlier] = act.pk
                    waiting.append(earlier)
    found = [
        act for one, limit in until.items() for act in acts[one] if act.pk < limit and _counts(act, one == alert_id)
    ]
    return tuple(sorted(found, key=lambda act: act.pk))


def _counts(act: Act, own: bool) -> bool:  # noqa: FBT001 - private
    """Whether an act goes over to an alert that continues its own: not that it was recorded, withdrawn or restored."""
    return own or act.kind not in {ActKind.RECORDED, ActKind.WITHDRAWN, ActKind.RESTORED}
