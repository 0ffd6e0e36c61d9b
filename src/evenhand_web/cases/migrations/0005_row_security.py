"""Who may see what of which case: the rules of `cases.access`. What follows from all acts is written by the machine alone."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, ORGANISATION, USER, USERNAME, can, protect

ALL, RELEASED, SOURCES = can("see-cases"), can("see-released-cases"), can("see-sources")
KEY = f"(SELECT key FROM accounts_organisation WHERE id = {ORGANISATION})"
SHOWN = (
    f"({ALL} AND audience = 'all') OR (NOT {ALL} AND {RELEASED} "
    f"AND audience IN ('organisation:' || {KEY}, 'person:' || {USERNAME} || '@' || {KEY}))"
)


def of_case(table: str, *, key: str = "case_id", and_if: str = "true") -> str:
    """Whoever sees something of the case, where a further rule holds; `shown` is what they see of it."""
    return f"EXISTS (SELECT 1 FROM cases_shown shown WHERE shown.case_id = {table}.{key} AND ({and_if}))"


ACT = f"{ALL} OR {of_case('cases_act', and_if='shown.acts @> to_jsonb(cases_act.number)')}"
STRUCK = "EXISTS (SELECT 1 FROM cases_act said WHERE said.id = cases_struck.act_id{more})"
MINE = f' AND said."user" = {USERNAME} AND said.organisation = {KEY}'
SOURCE = f"{SOURCES} AND {of_case('cases_interviewsource')}"
LOOK = f"{SOURCES} AND EXISTS (SELECT 1 FROM cases_interviewsource heard WHERE heard.id = cases_interviewlook.source_id)"
OWN = f"user_id = {USER} AND organisation_id = {ORGANISATION}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_acts_shown")]
    operations = [
        protect("cases_shown", readable=SHOWN, writable=NOBODY),
        protect("cases_case", readable=f"{ALL} OR {of_case('cases_case', key='id')}", writable=NOBODY),
        protect("cases_act", readable=ACT, writable=NOBODY),
        protect("cases_struck", readable=STRUCK.format(more=""), writable=STRUCK.format(more=MINE)),
        protect("cases_notice", readable=f"{OWN} AND {of_case('cases_notice')}", writable=OWN),
        protect("cases_interviewsource", readable=SOURCE, writable=NOBODY),
        protect("cases_interviewlook", readable=LOOK, writable=f"by_id = {ORGANISATION} AND actor = {USERNAME}"),
    ]
