"""Who may see and write what of which incident: the rules of `incidents.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, behind, can, protect

ALL, HANDLE = f"({can('see-reports')} AND {can('see-alerts')})", can("handle-reports")
READS = can("see-released-alerts", "see-own-reports")
SHOWN = (
    "EXISTS (SELECT 1 FROM incidents_incidentrelease shown WHERE shown.incident_id = {key} "
    f"AND shown.organisation_id = {ORGANISATION})"
)
# What is joined to another is found there; so it is shown to nobody to whom that one is not.
INCIDENT = (
    f"{ALL} OR ({READS} AND {SHOWN.format(key='incidents_incident.incident')} "
    "AND (into_id IS NULL OR incidents_whole_shown(into_id)))"
)
ACT = (
    f"{ALL} OR (EXISTS (SELECT 1 FROM incidents_incident about WHERE about.incident = incidents_incidentact.incident_id) "
    f"AND ((kind = 'commented' AND (shared OR by_id = {ORGANISATION})) "
    f"OR (kind IN ('released', 'recalled') AND organisation_id = {ORGANISATION})))"
)
STATEMENT = (
    f"{ALL} OR (NOT gone AND ((kind = 'report' AND EXISTS (SELECT 1 FROM intake_report told "
    "WHERE told.report = incidents_statement.ref AND told.joined_id IS NULL)) "
    "OR (kind = 'alert' AND EXISTS (SELECT 1 FROM incidents_alert found WHERE found.alert = incidents_statement.ref))))"
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_row_security"), ("intake", "0006_row_security")]
    operations = [
        behind(
            "incidents_whole_shown",
            takes="part varchar",
            gives="boolean",
            query="WITH RECURSIVE up AS (SELECT incident, into_id FROM incidents_incident WHERE incident = part "
            "UNION SELECT one.incident, one.into_id FROM incidents_incident one JOIN up ON one.incident = up.into_id) "
            f"SELECT EXISTS (SELECT 1 FROM up WHERE up.into_id IS NULL AND {SHOWN.format(key='up.incident')})",
        ),
        protect("incidents_incidentrelease", readable=f"{ALL} OR organisation_id = {ORGANISATION}", writable=HANDLE),
        protect("incidents_incident", readable=INCIDENT, writable=HANDLE),
        protect(
            "incidents_incidentact",
            readable=ACT,
            writable=f"by_id = {ORGANISATION} OR (by_id IS NULL AND {HANDLE})",
        ),
        protect("incidents_incidentcounter", readable=HANDLE, writable=HANDLE),
        protect("incidents_statement", readable=STATEMENT, writable=HANDLE),
    ]
