"""Who may see what of commitments: the rules of `commitments.access`. What follows from acts is written by the machine alone."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, ORGANISATION, USER, can, protect

ALL, RELEASED, HANDLE = can("see-commitments"), can("see-released-commitments"), can("handle-commitments")
KEY = f"(SELECT key FROM accounts_organisation WHERE id = {ORGANISATION})"
SHOWN = f"({ALL} AND audience = 'all') OR (NOT {ALL} AND {RELEASED} AND audience = 'organisation:' || {KEY})"
OWN = f"user_id = {USER} AND organisation_id = {ORGANISATION}"


def of_commitment(table: str, *, key: str = "commitment_id", and_if: str = "true") -> str:
    """Whoever sees something of the commitment, where a further rule holds; `shown` is what they see of it."""
    return f"EXISTS (SELECT 1 FROM commitments_shown shown WHERE shown.commitment_id = {table}.{key} AND ({and_if}))"


ACT = f"{ALL} OR {of_commitment('commitments_act', and_if='shown.acts @> to_jsonb(commitments_act.number)')}"
RELEASE = f"{ALL} OR ({RELEASED} AND organisation_id = {ORGANISATION})"
PLAN = (
    f"{ALL} OR ({RELEASED} AND (owner_id = {ORGANISATION} OR EXISTS (SELECT 1 FROM commitments_planrelease released "
    f"WHERE released.plan_id = commitments_plan.id AND released.organisation_id = {ORGANISATION})))"
)
PLAN_ACT = (
    f"{ALL} OR ((shared OR organisation = {KEY}) "
    "AND EXISTS (SELECT 1 FROM commitments_plan plan WHERE plan.id = commitments_planact.plan_id))"
)
PROPOSAL = f"{ALL} OR ({HANDLE} AND owner_id = {ORGANISATION})"


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_append_only"), ("accounts", "0001_initial")]
    operations = [
        protect("commitments_shown", readable=SHOWN, writable=NOBODY),
        protect(
            "commitments_commitment",
            readable=f"{ALL} OR {of_commitment('commitments_commitment', key='id')}",
            writable=NOBODY,
        ),
        protect("commitments_act", readable=ACT, writable=NOBODY),
        protect("commitments_due", readable=f"{ALL} OR {of_commitment('commitments_due')}", writable=NOBODY),
        protect("commitments_planrelease", readable=RELEASE, writable=NOBODY),
        protect("commitments_plan", readable=PLAN, writable=NOBODY),
        protect("commitments_planact", readable=PLAN_ACT, writable=NOBODY),
        protect("commitments_proposal", readable=PROPOSAL, writable=HANDLE),
        protect("commitments_subscription", readable=OWN, writable=OWN),
        protect("commitments_notice", readable=f"{OWN} AND {of_commitment('commitments_notice')}", writable=OWN),
    ]
