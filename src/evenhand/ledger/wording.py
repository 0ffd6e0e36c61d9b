"""What a witness found and what a bundle or an archive proves, in words for people."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from evenhand.foundation.instants import format_instant
from evenhand.foundation.phrases import phrase
from evenhand.ledger.archive_checking import ArchiveVerdict
from evenhand.ledger.bundles import Verdict
from evenhand.ledger.statements import SIGNATURE
from evenhand.ledger.witness import SERIOUS, Finding

PHRASES = "evenhand.ledger.phrases"
_HOUR_S = 3600
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def finding_in_words(finding: Finding, *, language: str) -> str:
    """What was found, where, and what to do about it."""
    details: dict[str, Any] = dict(finding.details)
    for name in [name for name in details if name.endswith("_s")]:
        details[name.removesuffix("_s")] = _instant(details[name])
    if "silent_s" in details:
        details["hours"] = f"{details['silent_s'] / _HOUR_S:.1f}"
    told = phrase(PHRASES, f"finding.{finding.kind.value}", language=language, **details)
    advice = "advice.serious" if finding.kind in SERIOUS else "advice.wait"
    return f"{told} {phrase(PHRASES, advice, language=language)}"


def isolated(text: str) -> str:
    r"""The text with each instant in it kept left to right, for sentences that run right to left (UAX 9).

    >>> isolated("at 2026-03-01T12:00:00Z")
    'at \u20662026-03-01T12:00:00Z\u2069'
    """
    return _INSTANT.sub("\u2066\\g<0>\u2069", text)


def verdict_in_words(verdict: Verdict, *, language: str) -> tuple[str, ...]:
    """What a bundle proves, one sentence after another, and what it does not prove."""
    found, statement = verdict.checkpoint.checkpoint, verdict.statement

    def say(key: str, **details: Any) -> str:
        return phrase(PHRASES, f"verdict.{key}", language=language, **details)

    lines = [
        say("included", number=verdict.index + 1, size=found.size, origin=found.origin),
        say(
            "statement",
            organisation=statement.organisation,
            at=format_instant(statement.at),
            kind=statement.kind,
            subject=statement.subject,
        ),
    ]
    lines += [say("shown", field=one.field, value=_value(one.value)) for one in verdict.shown if one.field != SIGNATURE]
    hidden = sorted(set(statement.fields) - {one.field for one in verdict.shown})
    if hidden:
        lines.append(say("hidden", fields=", ".join(hidden)))
    lines += [say("evidence", field=one.field, digest=one.digest) for one in verdict.evidence]
    lines.append(say("signed", author_key=verdict.author_key) if verdict.author_key else say("not-signed"))
    lines += [say("cosigned", witness=name, at=_instant(at_s)) for name, at_s in verdict.cosigners]
    lines.append(say("lacking", witnesses=", ".join(verdict.lacking)) if verdict.lacking else say("final"))
    lines.append(say("not-proved"))
    return tuple(lines)


def file_in_words(verdict: Verdict, name: str, digest: str, *, language: str) -> tuple[bool, str]:
    """Whether a file beside a bundle is evidence of its entry, and that in words."""
    named = verdict.names(digest)
    key = "verdict.file-bad" if named is None else "verdict.file-good"
    return named is not None, phrase(PHRASES, key, language=language, name=name, digest=digest, field=named)


def archive_in_words(verdict: ArchiveVerdict, *, faults: int, language: str) -> tuple[str, ...]:
    """What an archive proves, one sentence after another, and what it does not prove."""
    found, manifest = verdict.checkpoint.checkpoint, verdict.manifest

    def say(key: str, **details: Any) -> str:
        return phrase(PHRASES, key, language=language, **details)

    lines = [say("archive.good", size=found.size, origin=found.origin)]
    if faults:
        lines.insert(0, say("archive.bad", count=faults))
    lines.append(say("archive.trusted") if verdict.trusted else say("archive.not-trusted"))
    made = {"made_by": manifest.made_by or "-", "made_for": manifest.made_for or "-", "made_at": manifest.made_at}
    lines.append(say("archive.made", **made))
    lines += [say("verdict.cosigned", witness=name, at=_instant(at_s)) for name, at_s in verdict.cosigners]
    lacking = ", ".join(verdict.lacking)
    final = say("verdict.final") if verdict.cosigners else say("archive.no-witness")
    lines.append(say("verdict.lacking", witnesses=lacking) if lacking else final)
    if verdict.seen:
        lines.append(say("archive.seen", count=verdict.seen))
    if not faults:
        lines.append(say("archive.opened", count=verdict.opened))
        lines.append(say("archive.exhibits", count=verdict.exhibits, held=verdict.held))
    lines.append(say("archive.own-page") if verdict.own_page else say("archive.other-page"))
    lines.append(say("archive.digest", digest=verdict.digest))
    lines.append(say("verdict.not-proved"))
    return tuple(lines)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _instant(at_s: int) -> str:
    try:
        return format_instant(datetime.fromtimestamp(at_s, UTC))
    except (ValueError, OverflowError, OSError):
        return str(at_s)
