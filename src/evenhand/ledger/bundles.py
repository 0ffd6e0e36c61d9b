"""Bundles, to be handed to a judge: an entry, its proof, the checkpoint with its cosignatures, and what is shown.

Whose keys to trust is never taken from the bundle: it comes as a policy, by another way.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.archives import is_digest, names_digest
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand.ledger.merkle import leaf_hash, verify_inclusion
from evenhand.ledger.policy import Rules, open_under
from evenhand.ledger.proofs import Proof, read_proof
from evenhand.ledger.statements import SIGNATURE, Shown, Statement, read_statement, require_shown

NOT_A_BUNDLE = ProblemKind(
    code="ledger.not-a-bundle",
    blame="caller",
    message="This is no bundle of a proof: {fault}. Ask for it again from whoever gave it.",
)
EVIDENCE_LOOSE = ProblemKind(
    code="ledger.evidence-loose",
    blame="caller",
    message="The bundle says that its entry names the evidence {digest} in the field {field}, and what is shown of "
    "that field does not name it. Ask for the bundle again from whoever gave it.",
)

FORMAT = "evenhand.bundle/1"
_PARTS = {"format", "entry", "proof", "shown", "evidence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that the entry names by its SHA-256, in a field that is shown."""

    field: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A proof in the hand."""

    entry: bytes
    proof: Proof
    shown: tuple[Shown, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def content(self) -> bytes:
        """The bundle as a file: canonical JSON."""
        fields = [{"field": one.field, "salt": one.salt.hex(), "value": one.value} for one in self.shown]
        told: dict[str, Any] = {
            "format": FORMAT,
            "entry": base64.b64encode(self.entry).decode(),
            "proof": self.proof.content().decode(),
            "shown": fields,
        }
        if self.evidence:
            told["evidence"] = [{"field": one.field, "sha256": one.digest} for one in self.evidence]
        return canonical_bytes(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a bundle proves. That a verdict exists says: the log signed it, and nothing of it was changed."""

    statement: Statement
    index: int
    checkpoint: SignedCheckpoint
    shown: tuple[Shown, ...]
    evidence: tuple[Evidence, ...]
    """Files that the entry names, each in a field that is shown."""
    cosigners: tuple[tuple[str, int], ...]
    """The witnesses of the policy that cosigned, and when, in seconds since 1970."""
    lacking: tuple[str, ...]
    """The witnesses that could still make it final; none where it is."""
    author_key: str
    """The key, in hex, of a signature of the statement that was shown and is good; "" where none was shown.

    Whose key it is, no bundle proves.
    """
    refused: tuple[str, ...] = ()
    """The witnesses whose cosignatures do not count, for their keys were revoked."""

    def names(self, digest: str) -> str | None:
        """The shown field that names a file by its SHA-256, or None: then the file is no evidence of this entry."""
        return next((one.field for one in self.shown if names_digest(one.value, digest)), None)


def read_bundle(content: bytes) -> Bundle:
    """A bundle taken apart; nothing is verified.

    Raises:
        NOT_A_BUNDLE, NOT_A_PROOF: it has another form.
    """
    try:
        data: dict[str, Any] = json.loads(content)
        if data["format"] != FORMAT:
            raise NOT_A_BUNDLE(fault=f"its format is {str(data['format'])[:40]!r}, not {FORMAT}")
        if not set(data) <= _PARTS:
            raise NOT_A_BUNDLE(
                fault=f"it has parts that a bundle has not: {', '.join(sorted(set(data) - _PARTS))[:80]}"
            )
        entry = base64.b64decode(data["entry"], validate=True)
        proof = read_proof(str(data["proof"]).encode())
        fields = [(str(one["field"]), bytes.fromhex(one["salt"]), one["value"]) for one in data["shown"]]
        evidence = [Evidence(field=str(one["field"]), digest=str(one["sha256"])) for one in data.get("evidence", ())]
        canonical_bytes([value for _field, _salt, value in fields])  # refuses what JSON cannot hold
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NOT_A_BUNDLE(fault=f"{type(fault).__name__} {fault}") from None
    shown = tuple(Shown(field=field, salt=salt, value=value) for field, salt, value in fields)
    return Bundle(entry=entry, proof=proof, shown=shown, evidence=tuple(evidence))


def verify_bundle(bundle: Bundle, rules: Rules) -> Verdict:
    """What a bundle proves to somebody who trusts the keys of a policy, or of policies that followed one another.

    Raises:
        NOTE_MALFORMED, NOT_A_CHECKPOINT, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG, KEY_REVOKED: see `open_under`.
        NOT_INCLUDED: the entry is not in the log.
        NOT_A_STATEMENT, NO_SUCH_FIELD, FIELD_BAD, AUTHOR_BAD: the entry, or what is shown of it, is not what it says.
        EVIDENCE_LOOSE: a file is said to be of the entry, and no field that is shown names it.
    """
    # 1. The checkpoint is the log's, and the entry is in its tree.
    opened, policy = open_under(bundle.proof.checkpoint, rules)
    found, proof = opened.checkpoint, bundle.proof
    verify_inclusion(leaf_hash(bundle.entry), proof.path, index=proof.index, size=found.size, root=found.root)
    # 2. The entry is a statement, and what is shown is what it was made with.
    statement = read_statement(bundle.entry)
    require_shown(statement, bundle.shown)
    _require_tied(bundle)
    # 3. Who vouched that all saw the same log.
    times = opened.cosigned()
    names = {key.public: name for name, key in policy.witnesses.items() if key.name != found.origin}
    heard = [(names[key.public], at, key.public in policy.revoked) for key, at in times.items() if key.public in names]
    return Verdict(
        statement=statement,
        index=bundle.proof.index,
        checkpoint=opened,
        shown=bundle.shown,
        evidence=bundle.evidence,
        cosigners=tuple((name, at) for name, at, gone in heard if not gone),
        refused=tuple(name for name, _at, gone in heard if gone),
        lacking=policy.lacking(times),
        author_key=next((str(one.value["key"]) for one in bundle.shown if one.field == SIGNATURE), ""),
    )


def _require_tied(bundle: Bundle) -> None:
    values = {one.field: one.value for one in bundle.shown}
    for one in bundle.evidence:
        if not is_digest(one.digest) or not names_digest(values.get(one.field), one.digest):
            raise EVIDENCE_LOOSE(digest=one.digest[:64], field=one.field)
