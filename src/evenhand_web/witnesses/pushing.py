"""Checkpoints go to the witnesses that answer at an address, and what they sign comes back.

Source: C2SP tlog-witness v1.0.0, "add-checkpoint".
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from evenhand.foundation.problems import Problem
from evenhand.ledger.checkpoints import SignedCheckpoint, read_number
from evenhand.ledger.merkle import consistency_proof
from evenhand.ledger.protocol import Request
from evenhand.ledger.tiles import TileTree
from evenhand.sources.ledger_address import Address, Reply
from evenhand_web.ledger import keys, publishing
from evenhand_web.witnesses.known import known
from evenhand_web.witnesses.services import take_cosignature

TIMEOUT_S = 5
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a witness answered."""

    witness: str
    """Its name in the policy."""
    status: int
    """Of HTTP; 0 where nobody answered."""
    told: str = ""


def push(found: SignedCheckpoint, *, now: datetime) -> tuple[Pushed, ...]:
    """Send a checkpoint to every witness of the policy with an address that has not cosigned it, all at once.

    A witness that does not answer, or refuses, keeps nobody waiting for long: the next checkpoint is sent again.
    """
    wanted = list(_wanted(found))
    if not wanted:
        return ()
    with ThreadPoolExecutor(min(_AT_ONCE, len(wanted))) as pool:
        replies = list(pool.map(lambda one: _ask(one[0], one[1], found), wanted))
    answers = []
    for (name, _address), reply in zip(wanted, replies, strict=True):
        pushed = reply if isinstance(reply, Pushed) else _take(name, reply, found, now)
        answers.append(pushed)
    return tuple(answers)


def _wanted(found: SignedCheckpoint) -> Iterator[tuple[str, str]]:
    policy, cosigned = keys.policy(), found.cosigned()
    for name, key in known().items():
        address = "" if policy is None else policy.addresses.get(name, "")
        if address and key not in cosigned:
            yield name, address


def _ask(name: str, address: str, found: SignedCheckpoint) -> Reply | Pushed:
    """From the size that the witness says it knows; it tells that in its first answer if it is not this one."""
    old, reply = 0, None
    try:
        for _ in range(2):
            proof = consistency_proof(TileTree(publishing.files(), found.checkpoint.size), old, found.checkpoint.size)
            request = Request(old=old, proof=proof, checkpoint=found.note.content())
            reply = Address(address, timeout_s=TIMEOUT_S).send("add-checkpoint", request.content())
            size = read_number(reply.content[:30].decode(errors="replace").strip()) if reply.status == 409 else None
            if size is None or not 0 < size <= found.checkpoint.size:
                break
            old = size
    except Problem as problem:
        return Pushed(witness=name, status=0, told=str(problem))
    return reply or Pushed(witness=name, status=0)


def _take(name: str, reply: Reply, found: SignedCheckpoint, now: datetime) -> Pushed:
    told = reply.content[:300].decode(errors="replace").strip()
    if reply.status != 200:
        return Pushed(witness=name, status=reply.status, told=told)
    try:
        take_cosignature(content=found.note.content() + reply.content, now=now)
    except Problem as problem:
        return Pushed(witness=name, status=reply.status, told=str(problem))
    return Pushed(witness=name, status=reply.status)
