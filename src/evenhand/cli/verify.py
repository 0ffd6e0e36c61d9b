"""`evenhand verify`: what a bundle or an archive proves, checked on this machine alone."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.archive_checking import ArchiveCheck, check_archive
from evenhand.ledger.bundles import NOT_A_BUNDLE, Verdict, read_bundle, verify_bundle
from evenhand.ledger.history import CONTINUES, Era, Eras, read_history, require_continued, verify_history
from evenhand.ledger.policy import Policy, read_policy
from evenhand.ledger.proofs import NOT_A_PROOF
from evenhand.ledger.signers import Signers
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
@click.option("--history", type=File, help=say("verify.history"))
@click.option("--key", "key_bundles", type=File, multiple=True, help=say("verify.key"))
@click.option("--evidence", type=File, multiple=True, help=say("verify.evidence"))
@click.option("--json", "as_json", is_flag=True, help=say("verify.json"))
def verify(bundle: Path, policy_file: Path | None, evidence: tuple[Path, ...], *, as_json: bool, **given: Any) -> None:
    """Check the bundle or the archive, and say step by step what it proves."""
    if bundle.is_dir() or looks_like_zip(bundle):
        policy = None if policy_file is None else policy_at(policy_file)
        raise SystemExit(_archive(bundle, policy, as_json=as_json))
    if policy_file is None:
        raise POLICY_NEEDED(path=bundle.name)
    rules = rules_at(policy_file, given["history"])
    try:
        verdict, known = _proved(bundle, rules, given["key_bundles"])
    except Problem as problem:
        if problem.kind in {NOT_A_BUNDLE, NOT_A_PROOF}:
            raise
        _say_false(bundle, [problem], as_json=as_json)
        raise SystemExit(FALSE) from None
    files = {path.name: _digest(path) for path in evidence}
    if as_json:
        click.echo(json.dumps(_verdict_plain(verdict, files)))
    else:
        told = [file_in_words(verdict, name, digest, language=LANGUAGE)[1] for name, digest in files.items()]
        for line in (*verdict_in_words(verdict, language=LANGUAGE), *_in_its_time(verdict, rules), *known, *told):
            click.echo(plain(line))
    if any(verdict.names(digest) is None for digest in files.values()):
        raise SystemExit(FALSE)
    if verdict.lacking:
        raise SystemExit(NOT_FINAL)


def _proved(bundle: Path, rules: Policy | Eras, key_bundles: tuple[Path, ...]) -> tuple[Verdict, tuple[str, ...]]:
    """What a bundle proves, and what the other bundles say of its author's key."""
    verdict, signers = verify_bundle(read_bundle(bundle.read_bytes()), rules), Signers()
    for file in key_bundles:
        told_by = verify_bundle(read_bundle(file.read_bytes()), rules)
        signers.take(told_by.index, told_by.statement)
    known = bool(verdict.author_key) and signers.require(verdict.author_key, verdict.index)
    return verdict, (say("verify.key-known"),) if known else ()


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
