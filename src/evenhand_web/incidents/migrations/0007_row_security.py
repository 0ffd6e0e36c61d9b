"""Who may see and write which alert, and what was done about it: the rules of `incidents.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, behind, can, protect

ALL, HANDLE = can("see-alerts"), can("handle-alerts")
ALERT = (
    f"{ALL} OR ({can('see-released-alerts')} AND EXISTS (SELECT 1 FROM incidents_release shown "
    f"WHERE shown.alert_id = incidents_alert.alert AND shown.organisation_id = {ORGANISATION}))"
)


def told(row: str) -> str:
    """`incidents.access.may_read` of one act, but for acts that undo others."""
    own = f"{row}.organisation_id = {ORGANISATION}"
    return (
        f"CASE {row}.kind WHEN 'commented' THEN {row}.shared OR {row}.by_id = {ORGANISATION} "
        f"WHEN 'released' THEN {own} WHEN 'recalled' THEN {own} WHEN 'assigned' THEN false WHEN 'undone' THEN false "
        f"WHEN 'dismissed' THEN {row}.id > incidents_shown_since({row}.alert_id) "
        f"WHEN 'reopened' THEN {row}.id > incidents_shown_since({row}.alert_id) ELSE true END"
    )


ACT = (
    f"{ALL} OR (EXISTS (SELECT 1 FROM incidents_alert about WHERE about.alert = incidents_act.alert_id) AND "
    f"({told('incidents_act')} OR (kind = 'undone' AND incidents_act_shown(undoes_id))))"
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_incident_acts_append_only")]
    operations = [
        behind(
            "incidents_shown_since",
            takes="about varchar",
            gives="bigint",
            query="SELECT min(one.id) FROM incidents_act one WHERE one.alert_id = about AND one.kind = 'released' "
            f"AND one.organisation_id = {ORGANISATION}",
        ),
        behind(
            "incidents_act_shown",
            takes="act bigint",
            gives="boolean",
            query=f"SELECT EXISTS (SELECT 1 FROM incidents_act one WHERE one.id = act AND {told('one')})",
        ),
        protect("incidents_release", readable=f"{ALL} OR organisation_id = {ORGANISATION}", writable=HANDLE),
        protect("incidents_alert", readable=ALERT, writable=HANDLE),
        protect("incidents_act", readable=ACT, writable=f"by_id = {ORGANISATION}"),
    ]
