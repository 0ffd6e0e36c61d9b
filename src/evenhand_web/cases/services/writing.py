"""Writing acts: the rows, the case's columns, what each audience sees, notices, and the record, always together."""

import hashlib
import secrets
from datetime import datetime

from evenhand.cases.acts import Act as DomainAct
from evenhand.cases.acts import Opened, Stepped
from evenhand.cases.file import CaseFile
from evenhand.foundation.canonical import canonical_bytes
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases.mapping import row_of
from evenhand_web.cases.models import Act, Case
from evenhand_web.cases.projection import case_columns, views_of, write_rows
from evenhand_web.cases.telling import tell
from evenhand_web.ledger.services import record


@as_machine("an act changes what everybody sees of a case, and whom its clocks concern")
def append(*, case: Case, after: int, file: CaseFile, actor: Actor, now: datetime) -> None:
    """Append the acts of `file` from number `after` + 1 on. The caller holds the case's row and a transaction.

    The record holds a salted digest of each act and not what it says: it is read by people who may not read the case.
    Nor does it name who brought a case whose reporter is protected, but holds a salted digest of that too.
    """
    for name, value in case_columns(file, now=now).items():
        setattr(case, name, value)
    case.save()
    done = file.acts[after:]
    rows = [_salted(row_of(case, act)) for act in done]
    Act.objects.bulk_create(rows)
    views = views_of(case, file.acts)
    write_rows(case, views, now=now)
    tell(case, views, now=now)
    # What is shown to whom goes with a step, and would name whoever took it.
    hidden = any(_as_protected_reporter(act, file) for act in done)
    for row in rows:
        details = {"act": row.number, "digest": row.digest}
        if hidden:
            who = canonical_bytes({"organisation": row.organisation, "user": row.user})
            details["by"] = _digest(row.salt, who)
        named = SYSTEM if hidden else actor
        record(action=f"cases.{row.kind}", subject=case.number, actor=named, at=now, details=details, rows=[row])


def _salted(row: Act) -> Act:
    row.salt = secrets.token_hex(16)
    row.digest = _digest(row.salt, row.content.encode())
    return row


def _digest(salt: str, said: bytes) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + said).hexdigest()


def _as_protected_reporter(act: DomainAct, file: CaseFile) -> bool:
    """Whether the act is that of a reporter whose name is protected; then whoever opens a case is not told apart."""
    opened = file.opened
    if opened is None or opened.protection is Protection.OPEN:
        return False
    if isinstance(act.content, Opened):
        return True
    return isinstance(act.content, Stepped) and act.seat.organisation == opened.reporter != ""
