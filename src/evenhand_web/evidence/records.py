"""The custody record as a file: for programs (RFC 8785 JSON), for spreadsheets, and to be read."""

import csv
import io
from typing import Any

from django.utils import timezone

from evenhand.evidence import custody
from evenhand.evidence.findings import from_json, say
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.instants import format_instant
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Actor
from evenhand_web.evidence import access, words
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.models import Evidence
from evenhand_web.evidence.withholding import Account, account_of, knows_names

FORMAT = "evenhand custody record v1"
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_COLUMNS = ("sequence", "at", "kind", "actor", "organisation", "reason", "content", "previous", "digest")


def custody_record(actor: Actor, evidence_id: str, *, as_format: str, language: str = "en") -> bytes:
    """The record of one piece of evidence that this actor sees whole, with the names that the actor may know.

    Args:
        actor: who asks.
        evidence_id: of which evidence.
        as_format: a key of MEDIA_TYPES.
        language: of the one that is to be read.

    Raises:
        NO_SUCH_EVIDENCE: it is not there for this actor.
    """
    evidence = access.evidence_for(actor, evidence_id)
    chain = chain_of(evidence)
    account = account_of(actor, evidence, chain)
    if as_format == "json":
        holds = custody.check(evidence.pk, chain, content=evidence.digest).holds
        return canonical_bytes(_values(evidence, account, actor) | {"chain_holds": holds})
    if as_format == "csv":
        return _table(account)
    return _text(evidence, account, language).encode()


def texts_of(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Every version of every text, with the name under which a package holds it."""
    rows = evidence.texts.order_by("kind", "language", "version")
    return tuple((f"texts/{one.kind}.{one.language}.{one.version}.txt", one.body) for one in rows)


def _values(evidence: Evidence, account: Account, actor: Actor) -> dict[str, Any]:
    """All that is hashed, so that `evenhand.evidence.custody.check` can be run on it anywhere.

    Where names are withheld it says so; the acts then carry their hashes, and the whole record alone can be checked.
    """
    columns = ("subject_kind", "subject", "digest", "size_bytes", "name", "media_type", "declared_type")
    return {
        "format": FORMAT,
        "evidence": evidence.pk,
        **{name: getattr(evidence, name) for name in columns},
        "stated_digest": evidence.stated_digest,
        "note": evidence.note,
        "received_at": evidence.received_at,
        "received_from": account.received_from,
        "owner": account.owner,
        "findings": evidence.findings,
        "names_withheld": account.withheld,
        "acts": custody.to_json(account.acts),
        "texts": [
            {"kind": one.kind, "language": one.language, "version": one.version, "digest": one.digest,
             "author": one.author if knows_names(actor, one.by_id) else "", "at": one.at}
            for one in evidence.texts.order_by("kind", "language", "version")
        ],
        "derivatives": [
            {"kind": one.kind, "digest": one.digest, "size_bytes": one.size_bytes, "name": one.name, "note": one.note}
            for one in evidence.derivatives.order_by("pk")
        ],
    }  # fmt: skip


def _table(account: Account) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*_COLUMNS, "details", "names_withheld"])
    for act in account.acts:
        values = [format_instant(act.at) if name == "at" else str(getattr(act, name)) for name in _COLUMNS]
        values += [canonical_bytes(dict(act.details)).decode(), "yes" if act.sequence in account.blanked else "no"]
        table.writerow([safe_cell(value) for value in values])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # spreadsheets take the mark to read UTF-8


def _text(evidence: Evidence, account: Account, language: str) -> str:
    lines = [evidence.name, f"SHA-256 {evidence.digest}", f"{evidence.size_bytes} B · {evidence.media_type}",
             f"{words.subject_word(evidence.subject_kind)} {evidence.subject}", evidence.pk, ""]  # fmt: skip
    lines += [f"- {say(one, language=language)}" for one in from_json(evidence.findings)]
    lines.append("")
    if account.withheld:
        lines += [str(words.NAMES_WITHHELD), ""]
    for act in account.acts:
        who = " · ".join(filter(None, (act.actor, act.organisation))) or "—"
        moment = f"{timezone.localtime(act.at):%Y-%m-%d %H:%M:%S %z}"
        lines.append(f"{act.sequence}. {moment}  {words.act_word(act.kind)}  ({who})")
        if act.reason:
            lines.append(f"   {act.reason}")
        lines.append(f"   {act.digest}")
    return "\n".join(lines) + "\n"
