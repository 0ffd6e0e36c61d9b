"""Writing acts: the rows, the case's columns, what each audience sees, notices, and the record, always together."""

from datetime import datetime

from evenhand.cases.file import CaseFile
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases.mapping import row_of
from evenhand_web.cases.models import Act, Case
from evenhand_web.cases.projection import case_columns, views_of, write_rows
from evenhand_web.cases.telling import tell
from evenhand_web.ledger.services import record


@as_machine("an act changes what everybody sees of a case, and whom its clocks concern")
def append(*, case: Case, after: int, file: CaseFile, actor: Actor, now: datetime) -> None:
    """Append the acts of `file` from number `after` + 1 on. The caller holds the case's row and a transaction.

    The record holds a digest of each act and not what it says: it is read by people who may not read the case.
    """
    for name, value in case_columns(file, now=now).items():
        setattr(case, name, value)
    case.save()
    rows = [row_of(case, act) for act in file.acts[after:]]
    Act.objects.bulk_create(rows)
    views = views_of(case, file.acts)
    write_rows(case, views, now=now)
    tell(case, views, now=now)
    for row in rows:
        details = {"act": row.number, "digest": row.digest}
        record(action=f"cases.{row.kind}", subject=case.number, actor=actor, at=now, details=details)
