"""`evenhand verify`: what a bundle proves, checked on this machine alone."""

import json
from pathlib import Path

import click

from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.bundles import NOT_A_BUNDLE, read_bundle, verify_bundle
from evenhand.ledger.policy import Policy, read_policy
from evenhand.ledger.proofs import NOT_A_PROOF
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
@click.option("--json", "as_json", is_flag=True, help=say("verify.json"))
def verify(bundle: Path, policy_file: Path, *, as_json: bool) -> None:
    """Check the bundle, and say step by step what it proves."""
    policy = policy_at(policy_file)
    try:
        verdict = verify_bundle(read_bundle(bundle.read_bytes()), policy)
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
        for line in verdict_in_words(verdict, language=LANGUAGE):
            click.echo(plain(line))
    if verdict.lacking:
        raise SystemExit(NOT_FINAL)


def policy_at(path: Path) -> Policy:
    """The policy in a file.

    Raises:
        NO_KEYS: it is no text.
        BAD_POLICY: see `read_policy`.
    """
    try:
        return read_policy(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise NO_KEYS(path=path, reason=fault) from None
