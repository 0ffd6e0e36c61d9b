"""`evenhand verify`: what a bundle proves, checked on this machine alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.bundles import NOT_A_BUNDLE, Verdict, read_bundle, verify_bundle
from evenhand.ledger.history import CONTINUES, Era, Eras, read_history, require_continued, verify_history
from evenhand.ledger.policy import Policy, read_policy
from evenhand.ledger.proofs import NOT_A_PROOF
from evenhand.ledger.signers import Signers
from evenhand.ledger.wording import verdict_in_words

NO_KEYS = ProblemKind(
    code="cli.no-keys",
    blame="caller",
    message="{path} cannot be read as a policy: {reason}. It is the file with the keys of the log and its witnesses.",
)

FALSE, NOT_FINAL = 3, 4
File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("verify.help"))
@click.argument("bundle", type=File)
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--history", type=File, help=say("verify.history"))
@click.option("--key", "key_bundles", type=File, multiple=True, help=say("verify.key"))
@click.option("--json", "as_json", is_flag=True, help=say("verify.json"))
def verify(
    bundle: Path, policy_file: Path, history: Path | None, key_bundles: tuple[Path, ...], *, as_json: bool
) -> None:
    """Check the bundle, and say step by step what it proves."""
    rules, signers = rules_at(policy_file, history), Signers()
    try:
        verdict = verify_bundle(read_bundle(bundle.read_bytes()), rules)
        for file in key_bundles:
            told_by = verify_bundle(read_bundle(file.read_bytes()), rules)
            signers.take(told_by.index, told_by.statement)
        known = bool(verdict.author_key) and signers.require(verdict.author_key, verdict.index)
    except Problem as problem:
        if problem.kind in {NOT_A_BUNDLE, NOT_A_PROOF}:
            raise
        if as_json:
            click.echo(json.dumps({"proved": False, "code": problem.code, "message": str(problem)}))
        else:
            click.echo(say("verify.false", name=bundle.name))
            click.echo(plain(f"{problem.code}: {problem}"))
        raise SystemExit(FALSE) from None
    if as_json:
        found = verdict.checkpoint.checkpoint
        told = {"proved": True, "final": not verdict.lacking, "index": verdict.index, "origin": found.origin}
        shown = {one.field: one.value for one in verdict.shown}
        click.echo(json.dumps({**told, "size": found.size, "root": found.root.hex(), "shown": shown}))
    else:
        for line in (*verdict_in_words(verdict, language=LANGUAGE), *_in_its_time(verdict, rules)):
            click.echo(plain(line))
        if known:
            click.echo(say("verify.key-known"))
    if verdict.lacking:
        raise SystemExit(NOT_FINAL)


def policy_at(path: Path) -> Policy:
    """The policy in a file, or the newest of a history.

    Raises:
        NO_KEYS, BAD_POLICY, NOT_A_HISTORY, NOT_A_STEP, STEP_NOT_APPROVED: see `rules_at`.
    """
    rules = rules_at(path)
    return rules.eras[-1].policy if isinstance(rules, Eras) else rules


def rules_at(path: Path, history: Path | None = None) -> Policy | Eras:
    """The policy in a file, or the policies of a history.

    Args:
        path: a policy or a history that came by a way that is trusted.
        history: a history that came by any way; its steps have to be signed from the trusted policy on.

    Raises:
        NO_KEYS: it is no text.
        BAD_POLICY: see `read_policy`.
        NOT_A_HISTORY, NOT_A_STEP, STEP_NOT_APPROVED, POLICY_NOT_IN_HISTORY: see `verify_history`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise NO_KEYS(path=path, reason=fault) from None
    if history is not None:
        return verify_history(read_history(history.read_bytes()), trusted=text)
    if text.startswith("{"):
        return verify_history(read_history(text.encode()))
    return read_policy(text)


def era_in_words(era: Era, count: int) -> str:
    """Which of the policies this is, and who agreed to it."""
    if era.number == 1:
        return say("policy.first", count=count)
    agreed = say("policy.approved" if era.approved else "policy.unapproved")
    return say("policy.era", number=era.number, count=count, origin=era.origin, size=era.size) + " " + agreed


def _in_its_time(verdict: Verdict, rules: Policy | Eras) -> Iterator[str]:
    """What a history adds to a verdict: by which policy it was judged, what counts no longer, what was before."""
    for name in verdict.refused:
        yield say("verify.refused", witness=name)
    if not isinstance(rules, Eras):
        return
    yield era_in_words(rules.era(verdict.checkpoint.checkpoint), len(rules.eras))
    if verdict.statement.kind == CONTINUES:
        try:
            earlier = require_continued(verdict, rules).checkpoint
        except Problem as problem:
            yield str(problem)
        else:
            yield say("verify.continues", origin=earlier.origin, size=earlier.size)
