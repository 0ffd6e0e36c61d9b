"""Adding to evidence what people make of it: redacted copies, and what it says in words."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.evidence.custody import ActKind
from evenhand.evidence.names import safe_name
from evenhand.evidence.recognition import recognise
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.evidence.access import evidence_for
from evenhand_web.evidence.models import Derivative, DerivativeKind, Text, TextKind
from evenhand_web.evidence.reasons import said
from evenhand_web.evidence.services.custody import write
from evenhand_web.evidence.services.examining import look, pictures
from evenhand_web.evidence.services.receiving import Content, keep
from evenhand_web.evidence.storage import storage

UNKNOWN_TEXT_KIND = ProblemKind(
    code="evidence.unknown-text-kind", blame="caller", message="{kind!r} is no kind of text. Choose one of: {known}."
)
BAD_LANGUAGE = ProblemKind(
    code="evidence.bad-language",
    blame="caller",
    message="{language!r} is no language tag. Write it as ar, fr or zh-Hans.",
)
SAME_AS_ORIGINAL = ProblemKind(
    code="evidence.same-as-original",
    blame="caller",
    message="{name} is the original, byte for byte: nothing is left out of it. Choose the redacted copy.",
)

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_BODY = 200_000
_ACTS: Mapping[str, ActKind] = {
    TextKind.TRANSCRIPT: ActKind.TRANSCRIBED,
    TextKind.TRANSLATION: ActKind.TRANSLATED,
    TextKind.DESCRIPTION: ActKind.DESCRIBED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyClaim:
    """A redacted copy as somebody hands it in."""

    name: str
    note: str
    """What was left out, and why."""
    declared_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextClaim:
    """A text as somebody wrote it."""

    kind: str
    """One of TextKind."""
    language: str
    """BCP 47."""
    body: str


def add_copy(*, evidence_id: str, content: Content, claim: CopyClaim, actor: Actor, now: datetime) -> int:
    """Keep a copy with parts left out beside the original, which stays as it is; gives the key of the copy.

    The same copy twice is the same copy.

    Raises:
        NOT_PERMITTED, NO_SUCH_EVIDENCE, REASON_MISSING, SAME_AS_ORIGINAL, TOO_LARGE.
    """
    actor.require(Capability.HANDLE_EVIDENCE)
    evidence = evidence_for(actor, evidence_id)
    note, name = said(claim.note, "note"), safe_name(claim.name, otherwise="copy").safe
    kept = keep(content=content, name=name)
    if kept.digest == evidence.digest:
        raise SAME_AS_ORIGINAL(name=name)
    with storage().open(kept.digest) as file:
        media_type = recognise(file, name=name, declared=claim.declared_type).media_type
    outcome = look(digest=kept.digest, media_type=media_type, size_bytes=kept.size_bytes)
    made = pictures(evidence=evidence, outcome=outcome, at=now)
    copy = Derivative(
        evidence=evidence,
        kind=DerivativeKind.REDACTED,
        digest=kept.digest,
        size_bytes=kept.size_bytes,
        media_type=media_type,
        name=name,
        note=note,
        made_at=now,
        made_by=actor.username,
    )
    return _added(copy, made, actor=actor, now=now)


@transaction.atomic
def _added(copy: Derivative, made: list[Derivative], *, actor: Actor, now: datetime) -> int:
    evidence = evidence_for(actor, copy.evidence_id, for_update=True)
    known = evidence.derivatives.filter(kind=DerivativeKind.REDACTED, digest=copy.digest).first()
    if known is not None:
        return int(known.pk)
    copy.save(force_insert=True)
    for picture in made:
        picture.of = copy
    Derivative.objects.bulk_create(made, ignore_conflicts=True)
    details: dict[str, Any] = {"copy": copy.digest, "size_bytes": copy.size_bytes, "name": copy.name}
    details["derived"] = {one.kind: one.digest for one in made}
    write(evidence=evidence, kind=ActKind.REDACTED, reason=copy.note, details=details, actor=actor, now=now)
    return int(copy.pk)


@transaction.atomic
def add_text(*, evidence_id: str, claim: TextClaim, actor: Actor, now: datetime) -> int:
    """Add what the evidence says in words, as the next version in its kind and language; gives the version.

    The latest text once more adds nothing.

    Raises:
        NOT_PERMITTED, NO_SUCH_EVIDENCE, UNKNOWN_TEXT_KIND, BAD_LANGUAGE, REASON_MISSING.
    """
    actor.require(Capability.HANDLE_EVIDENCE)
    if claim.kind not in TextKind.values:
        raise UNKNOWN_TEXT_KIND(kind=claim.kind[:20], known=", ".join(TextKind.values))
    language = claim.language.strip().lower()
    if _TAG.fullmatch(language) is None:
        raise BAD_LANGUAGE(language=claim.language[:35])
    body = claim.body.replace("\0", "").replace("\r\n", "\n").strip()[:_BODY]
    said(body, "text")
    evidence = evidence_for(actor, evidence_id, for_update=True)
    last = evidence.texts.filter(kind=claim.kind, language=language).order_by("-version").first()
    if last is not None and last.body == body:
        return int(last.version)
    text = Text.objects.create(
        evidence=evidence,
        kind=claim.kind,
        language=language,
        version=last.version + 1 if last else 1,
        body=body,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        author=actor.username,
        by_id=actor.organisation_id,
        at=now,
    )
    details = {"language": language, "version": text.version, "text": text.digest}
    write(evidence=evidence, kind=_ACTS[claim.kind], details=details, rows=[text], actor=actor, now=now)
    return int(text.version)
