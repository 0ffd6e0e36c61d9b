"""`evenhand verify`: what a bundle or an archive proves, checked on this machine alone."""

import hashlib
import json
import sys
from pathlib import Path

import click

from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.archive_checking import ArchiveCheck, check_archive
from evenhand.ledger.bundles import NOT_A_BUNDLE, Verdict, read_bundle, verify_bundle
from evenhand.ledger.policy import Policy, read_policy
from evenhand.ledger.proofs import NOT_A_PROOF
from evenhand.ledger.wording import archive_in_words, file_in_words, verdict_in_words
from evenhand.sources.archive_files import ZIP_CHANGED, archive_at, looks_like_zip

NO_KEYS = ProblemKind(
    code="cli.no-keys",
    blame="caller",
    message="{path} cannot be read as a policy: {reason}. It is the file with the keys of the log and its witnesses.",
)
POLICY_NEEDED = ProblemKind(
    code="cli.policy-needed",
    blame="caller",
    message="{path} is a bundle, which never says whose keys count. Give the policy that you got by another way: "
    "--policy POLICY.",
)

FALSE, NOT_FINAL = 3, 4
STEP_OF = 20
"""So often the progress of a step is shown."""
Path_ = click.Path(exists=True, path_type=Path)
File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("verify.help"))
@click.argument("bundle", type=Path_)
@click.option("--policy", "policy_file", type=File, help=say("verify.policy"))
@click.option("--evidence", type=File, multiple=True, help=say("verify.evidence"))
@click.option("--json", "as_json", is_flag=True, help=say("verify.json"))
def verify(bundle: Path, policy_file: Path | None, evidence: tuple[Path, ...], *, as_json: bool) -> None:
    """Check the bundle or the archive, and say step by step what it proves."""
    policy = None if policy_file is None else policy_at(policy_file)
    if bundle.is_dir() or looks_like_zip(bundle):
        raise SystemExit(_archive(bundle, policy, as_json=as_json))
    if policy is None:
        raise POLICY_NEEDED(path=bundle.name)
    try:
        verdict = verify_bundle(read_bundle(bundle.read_bytes()), policy)
    except Problem as problem:
        if problem.kind in {NOT_A_BUNDLE, NOT_A_PROOF}:
            raise
        _say_false(bundle, [problem], as_json=as_json)
        raise SystemExit(FALSE) from None
    files = {path.name: _digest(path) for path in evidence}
    if as_json:
        click.echo(json.dumps(_verdict_plain(verdict, files)))
    else:
        for line in verdict_in_words(verdict, language=LANGUAGE):
            click.echo(plain(line))
        for name, digest in files.items():
            click.echo(plain(file_in_words(verdict, name, digest, language=LANGUAGE)[1]))
    if any(verdict.names(digest) is None for digest in files.values()):
        raise SystemExit(FALSE)
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


def _archive(path: Path, policy: Policy | None, *, as_json: bool) -> int:
    """Check an archive and say what it proves; the exit status."""
    try:
        check = check_archive(archive_at(path), policy, _progress())
    except Problem as problem:
        if problem.kind is not ZIP_CHANGED:
            raise
        _say_false(path, [problem], as_json=as_json)
        return FALSE
    verdict = check.verdict
    if verdict is None or as_json:
        if as_json and verdict is not None:
            click.echo(json.dumps(_archive_plain(check)))
        else:
            _say_false(path, check.faults, as_json=as_json)
    else:
        for line in archive_in_words(verdict, faults=len(check.faults), language=LANGUAGE):
            click.echo(plain(line))
        for fault in check.faults:
            click.echo(plain(f"{fault.code}: {fault}"))
    if verdict is None or check.faults:
        return FALSE
    return NOT_FINAL if verdict.lacking or not verdict.cosigners else 0


class _progress:  # noqa: N801 - used as a function
    """Shows how far a check is, on a terminal, on one line that is overwritten."""

    def __init__(self) -> None:
        self._shown = ("", -1)

    def __call__(self, step: str, done: int, of: int) -> None:
        part = done * STEP_OF // max(of, 1)
        if (step, part) == self._shown or not sys.stderr.isatty():
            return
        self._shown = (step, part)
        click.echo("\r" + say(f"verify.step-{step}", part=100 * done // max(of, 1)) + "   ", err=True, nl=done >= of)


def _say_false(path: Path, problems: "tuple[Problem, ...] | list[Problem]", *, as_json: bool) -> None:
    if as_json:
        told = {"proved": False, "code": problems[-1].code, "message": str(problems[-1])}
        faults = [{"code": problem.code, "message": str(problem)} for problem in problems]
        click.echo(json.dumps({**told, "faults": faults}))
        return
    click.echo(say("verify.false", name=path.name))
    for problem in problems:
        click.echo(plain(f"{problem.code}: {problem}"))


def _verdict_plain(verdict: Verdict, files: dict[str, str]) -> dict[str, object]:
    found = verdict.checkpoint.checkpoint
    told = {"proved": True, "final": not verdict.lacking, "index": verdict.index, "origin": found.origin}
    shown = {one.field: one.value for one in verdict.shown}
    evidence = {name: verdict.names(digest) for name, digest in files.items()}
    return {**told, "size": found.size, "root": found.root.hex(), "shown": shown, "evidence": evidence}


def _archive_plain(check: ArchiveCheck) -> dict[str, object]:
    verdict = check.verdict
    assert verdict is not None  # noqa: S101 - the caller looked
    found = verdict.checkpoint.checkpoint
    told = {
        "proved": not check.faults,
        "final": not verdict.lacking and bool(verdict.cosigners),
        "trusted": verdict.trusted,
    }
    counts = {"seen": verdict.seen, "fields": verdict.opened, "evidence": verdict.exhibits, "held": verdict.held}
    faults = [{"code": problem.code, "message": str(problem)} for problem in check.faults]
    about = {"origin": found.origin, "size": found.size, "root": found.root.hex(), "digest": verdict.digest}
    return {**told, **about, **counts, "own_page": verdict.own_page, "faults": faults}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
