"""`evenhand policy`: from one policy to the next, when keys are replaced, lost or stolen."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from evenhand.cli.options import now
from evenhand.cli.speech import plain, say
from evenhand.cli.verify import era_in_words, rules_at
from evenhand.cli.witness_keys import key_at
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.history import (
    Eras,
    History,
    Revocation,
    digest_of,
    lacking_approvals,
    read_history,
)
from evenhand.ledger.notes import Note, read_key, sign
from evenhand.ledger.policy import read_policy

NO_STEP = ProblemKind(
    code="cli.no-step",
    blame="caller",
    message="{path} holds one policy and no step to another. Make one with: evenhand policy change",
)
BAD_REVOCATION = ProblemKind(
    code="cli.bad-revocation",
    blame="caller",
    message="{value!r} does not say from which entry on which key counts no longer. Write it as KEY=ENTRIES, for "
    "example north.example+1a2b3c4d+BA...=1200.",
)

File = click.Path(exists=True, dir_okay=False, path_type=Path)
Out = click.Path(dir_okay=False, path_type=Path)


@click.group(help=say("policy.help"))
def policy() -> None:
    """Group of what is done with policies that follow one another."""


@policy.command(name="change", help=say("policy.change.help"))
@click.argument("before", type=File)
@click.argument("after", type=File)
@click.option("--log", "origin", required=True, help=say("policy.log"))
@click.option("--from", "size", type=click.IntRange(min=0), required=True, help=say("policy.from"))
@click.option("--revoke", multiple=True, help=say("policy.revoke"))
@click.option("--out", type=Out, required=True, help=say("policy.out"))
def change(before: Path, after: Path, **options: Any) -> None:
    """Write down a step that nobody has signed yet."""
    known, out, origin, size = _history(before), options["out"], options["origin"], options["size"]
    counted_in = next((key.name for key in read_policy(known.policies[-1]).logs), origin)
    revoked = _revocations(options["revoke"], counted_in)
    made = known.then(after.read_text(encoding="utf-8"), origin=origin, size=size, revoked=revoked)
    out.write_bytes(made.content())
    click.echo(plain(say("policy.lacking", witnesses=", ".join(lacking_approvals(made)))))


@policy.command(name="approve", help=say("policy.approve.help"))
@click.argument("history", type=File)
@click.option("--key", "key_file", type=File, required=True, help=say("witness.key-file"))
def approve(history: Path, key_file: Path) -> None:
    """Sign the last step, and say what was signed and who still has to.

    Raises:
        NO_STEP: there is none.
    """
    known, key = _history(history), key_at(key_file)
    if not known.steps:
        raise NO_STEP(path=history)
    last = known.steps[-1]
    made = sign(last.text, key, at_s=int(now().timestamp()))
    others = tuple(one for one in last.signatures if one.key_id != made.key_id)
    signed = Note(text=last.text, signatures=(*others, made))
    after = History(policies=known.policies, steps=(*known.steps[:-1], signed))
    history.write_bytes(after.content())
    for line in (*last.text.splitlines(), "", *known.policies[-1].splitlines()):
        click.echo(plain(line))
    lacking = lacking_approvals(after)
    click.echo(plain(say("policy.lacking", witnesses=", ".join(lacking)) if lacking else say("policy.complete")))


@policy.command(name="show", help=say("policy.show.help"))
@click.argument("history", type=File)
@click.option("--policy", "policy_file", type=File, help=say("policy.trusted"))
def show(history: Path, policy_file: Path | None) -> None:
    """Check every step, and say which policy holds where."""
    rules = rules_at(history) if policy_file is None else rules_at(policy_file, history)
    if not isinstance(rules, Eras):
        raise NO_STEP(path=history)
    for era, text in zip(rules.eras, read_history(history.read_bytes()).policies, strict=True):
        click.echo(plain(f"{era_in_words(era, len(rules.eras))} SHA-256 {digest_of(text)}"))
    for one in rules.revoked:
        click.echo(plain(say("policy.revoked", revoked=str(one.key), origin=one.origin, size=one.size)))


def _history(path: Path) -> History:
    """A history, or the one that begins with this policy."""
    text = path.read_text(encoding="utf-8")
    return read_history(text.encode()) if text.startswith("{") else History(policies=(text,))


def _revocations(values: Iterable[str], origin: str) -> list[Revocation]:
    found = []
    for value in values:
        key, _, size = value.rpartition("=")
        if not key or not size.isdecimal():
            raise BAD_REVOCATION(value=value)
        verifier = read_key(key)
        found.append(Revocation(key=verifier, origin=origin, size=int(size)))
    return found
