"""Who may see and write which report, and all that hangs on it: the rules of `intake.access` and `desk.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, ORGANISATION, USERNAME, behind, can, protect

ALL, OWN, FILE, HANDLE = (can(f"{name}-reports") for name in ("see", "see-own", "file", "handle"))
SHOWN = (
    "EXISTS (SELECT 1 FROM intake_reportrelease shown WHERE shown.organisation_id = {org} "
    "AND shown.report_id = COALESCE({row}.joined_id, {row}.report))"
)
REPORT = f"{ALL} OR ({OWN} AND (owner_id = {ORGANISATION} OR {SHOWN.format(org=ORGANISATION, row='intake_report')}))"
FILED = f"{HANDLE} OR ({FILE} AND owner_id = {ORGANISATION})"


def of_report(table: str) -> str:
    """Whoever sees the report."""
    return f"{ALL} OR EXISTS (SELECT 1 FROM intake_report whole WHERE whole.report = {table}.report_id)"


def of_version(table: str) -> str:
    """Whoever sees the report to which the version belongs."""
    return f"{ALL} OR EXISTS (SELECT 1 FROM intake_version told WHERE told.id = {table}.version_id)"


def sent_version(table: str) -> str:
    """Those who handle reports, and the organisation that sent the version."""
    sent = f"SELECT 1 FROM intake_version told WHERE told.id = {table}.version_id AND told.by_id = {ORGANISATION}"
    return f"{HANDLE} OR ({FILE} AND EXISTS ({sent}))"


def told(row: str) -> str:
    """`desk.access.may_read` of one act, but for acts that undo others."""
    owned = f"SELECT 1 FROM intake_report whole WHERE whole.report = {row}.report_id AND whole.owner_id = {ORGANISATION}"
    return (
        f"({row}.kind = 'translated' "
        f"OR ({row}.kind IN ('received', 'version', 'file', 'asked', 'answered') AND EXISTS ({owned})) "
        f"OR ({row}.kind IN ('released', 'recalled') AND {row}.organisation_id = {ORGANISATION}) "
        f"OR ({row}.kind = 'commented' AND ({row}.content ->> 'shared' = 'true' OR {row}.by_id = {ORGANISATION})))"
    )


ACT = (
    f"{ALL} OR (EXISTS (SELECT 1 FROM intake_report whole WHERE whole.report = intake_reportact.report_id) AND "
    f"({told('intake_reportact')} OR (kind = 'undone' AND intake_act_shown(undoes_id))))"
)
SOURCES = can("see-sources")
# Open is a source only where nothing that is known of its version says otherwise (`intake.access.protection_of`).
SOURCE = (
    f"{SOURCES} OR EXISTS (SELECT 1 FROM intake_version told WHERE told.id = intake_sourceidentity.version_id "
    f"AND (told.sender = {USERNAME} OR (intake_sourceidentity.protection = 'open' "
    "AND EXISTS (SELECT 1 FROM intake_report part JOIN intake_report whole "
    "ON whole.report = COALESCE(part.joined_id, part.report) "
    "WHERE part.report = told.report_id AND whole.protection = 'open') "
    "AND EXISTS (SELECT 1 FROM intake_reading one WHERE one.version_id = told.id "
    "AND COALESCE(one.record ->> 'protection', 'open') = 'open' AND one.record IS NOT NULL))))"
)
PHONE = f"{can('manage-devices')} AND organisation_id = {ORGANISATION}"
OF_PHONE = "EXISTS (SELECT 1 FROM intake_device phone WHERE phone.id = intake_enrolment.device_id)"


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_doors_stands_for")]
    operations = [
        behind(
            "intake_act_shown",
            takes="act bigint",
            gives="boolean",
            query=f"SELECT EXISTS (SELECT 1 FROM intake_reportact one WHERE one.id = act AND {told('one')})",
        ),
        protect(
            "intake_reportrelease", readable=f"{ALL} OR organisation_id = {ORGANISATION}", writable=HANDLE
        ),
        protect("intake_report", readable=REPORT, writable=FILED),
        protect(
            "intake_version",
            readable=of_report("intake_version"),
            writable=f"{HANDLE} OR ({FILE} AND by_id = {ORGANISATION})",
        ),
        *(
            protect(table, readable=of_version(table), writable=sent_version(table))
            for table in ("intake_reading", "intake_versionfile")
        ),
        protect("intake_reportact", readable=ACT, writable=f"by_id = {ORGANISATION}"),
        protect("intake_sourceidentity", readable=SOURCE, writable=sent_version("intake_sourceidentity")),
        protect(
            "intake_sourcelook",
            readable=f"{SOURCES} OR (actor = {USERNAME} AND by_id = {ORGANISATION})",
            writable=f"by_id = {ORGANISATION} AND actor = {USERNAME}",
        ),
        protect("intake_counter", readable=NOBODY, writable=NOBODY),
        protect("intake_device", readable=PHONE, writable=PHONE),
        protect("intake_enrolment", readable=OF_PHONE, writable=OF_PHONE),
    ]
