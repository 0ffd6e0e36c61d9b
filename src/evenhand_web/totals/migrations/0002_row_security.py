"""Who may count what: whoever may see the report or the alert, the rule of `totals.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, can, protect

ALL = f"({can('see-reports')} AND {can('see-alerts')})"
OBSERVATION = (
    f"{ALL} OR (origin = 'report' AND EXISTS (SELECT 1 FROM intake_report told "
    "WHERE told.report = totals_observation.ref AND told.joined_id IS NULL)) "
    "OR (origin = 'alert' AND EXISTS (SELECT 1 FROM incidents_alert found WHERE found.alert = totals_observation.ref))"
)


class Migration(migrations.Migration):
    dependencies = [("totals", "0001_initial"), ("incidents", "0007_row_security"), ("intake", "0006_row_security")]
    operations = [protect("totals_observation", readable=OBSERVATION, writable=NOBODY)]
