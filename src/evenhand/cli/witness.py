"""`evenhand witness`: what a party runs on its own computer to see that the log is never rewritten."""

import hashlib
import os
import secrets
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from evenhand.cli.options import now
from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.cli.verify import rules_at
from evenhand.foundation.instants import parse_duration
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.history import Eras
from evenhand.ledger.notes import COSIGNATURE, COSIGNING, QUANTUM_SAFE, SigningKey, read_signing_key, signing_key
from evenhand.ledger.policy import Policy
from evenhand.ledger.storage import Files
from evenhand.ledger.witness import SERIOUS, Finding, Look, Trust, compare, look, read_memory
from evenhand.ledger.wording import finding_in_words
from evenhand.sources.ledger_address import published_at, together
from evenhand.sources.ledger_files import Folder

NO_COSIGNING_KEY = ProblemKind(
    code="cli.no-cosigning-key",
    blame="caller",
    message="{path} holds no key of a witness: {reason}. Make one with: evenhand witness key NAME --out {path}",
)
NO_SUCH_MEMORY = ProblemKind(
    code="cli.no-such-memory",
    blame="missing",
    message="{path} is neither a checkpoint nor the memory of a witness of these logs. Name its file or its "
    "--memory folder.",
)

UNSURE, ALARM = 3, 4
DEPTHS = ("light", "new", "whole")
_NEWEST, _SEEN, _EVIDENCE = "newest.json", "seen", "evidence"
File = click.Path(exists=True, dir_okay=False, path_type=Path)
Place = click.Path(file_okay=False, path_type=Path)


@click.group(help=say("witness.help"))
def witness() -> None:
    """Group of what a witness does."""


@witness.command(name="key", help=say("witness.key.help"))
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=say("witness.key.out"))
@click.option("--ml-dsa", is_flag=True, help=say("witness.key.ml-dsa"))
def make_key(name: str, out: Path, *, ml_dsa: bool) -> None:
    """Make a key, keep it where only its owner reads it, and print its public half."""
    key = signing_key(name, secrets.token_bytes(32), kind=QUANTUM_SAFE if ml_dsa else COSIGNATURE)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key.text() + "\n")
    click.echo(str(key.verifier))


@witness.command(name="follow", help=say("witness.follow.help"))
@click.argument("log")
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--key", "key_file", type=File, required=True, help=say("witness.key-file"))
@click.option("--memory", type=Place, required=True, help=say("witness.memory"))
@click.option("--stalled-after", default="1 d", show_default=True, help=say("witness.stalled"))
@click.option("--every", help=say("witness.every"))
@click.option("--depth", type=click.Choice(DEPTHS), default="new", show_default=True, help=say("witness.depth"))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=say("witness.out"))
def follow(log: str, policy_file: Path, key_file: Path, memory: Path, **options: Any) -> None:
    """Look at the log, once or again and again, and end with the worst that was found."""
    policy, key = rules_at(policy_file), cosigning_key(key_file)
    every = None if options["every"] is None else parse_duration(options["every"], field="--every")
    stalled = parse_duration(options["stalled_after"], field="--stalled-after")
    while True:
        status = _look_once(log, policy, key, memory, {**options, "stalled": stalled})
        if every is None or status == ALARM:
            raise SystemExit(status)
        time.sleep(every.total_seconds())


@witness.command(name="compare", help=say("witness.compare.help"))
@click.argument("one", type=click.Path(exists=True, path_type=Path))
@click.argument("other", type=click.Path(exists=True, path_type=Path))
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--log", help=say("witness.compare.log"))
def compare_two(one: Path, other: Path, policy_file: Path, log: str | None) -> None:
    """Hold what two witnesses saw against each other."""
    trust = _trust(rules_at(policy_file))
    blobs = None if log is None else published_at(log)
    findings, held = compare(_notes(one, trust), _notes(other, trust), trust=trust, blobs=blobs)
    _tell(findings)
    if findings:
        raise SystemExit(ALARM)
    if not held:
        click.echo(say("witness.compare.none"))
        raise SystemExit(UNSURE)
    click.echo(say("witness.compare.good", held=held))


def _look_once(log: str, policy: Policy | Eras, key: SigningKey, memory: Path, options: Mapping[str, Any]) -> int:
    """Look, keep what was seen, and only then hand the cosignature on; all under one lock."""
    folder, trust = Folder(_home(memory, policy)), _trust(policy)
    stalled: timedelta = options["stalled"]
    with folder.locked():
        files = Files(folder)
        content = files.read(_NEWEST)
        before = None if content is None else read_memory(content, trust=trust)
        try:
            with together(published_at(log)) as blobs:
                found = look(
                    blobs,
                    before,
                    trust=trust,
                    key=key,
                    now_s=int(now().timestamp()),
                    stalled_after_s=int(stalled.total_seconds()),
                    depth=options["depth"],
                )
        except (Problem, OSError) as fault:  # the log cannot be reached: that is told, and tried again
            click.echo(say("witness.unreachable", fault=plain(fault)), err=True)
            return UNSURE
        if found.memory is not None:
            files.replace({_seen(found): found.memory.note, _NEWEST: found.memory.content()})
        for finding in found.findings:
            files.replace({_evidence(note): note for note in finding.evidence})
    _tell(found.findings)
    _hand_on(found, options["out"])
    if any(finding.kind in SERIOUS for finding in found.findings):
        return ALARM
    return UNSURE if found.findings else 0


def _hand_on(found: Look, out: Path | None) -> None:
    if found.cosignature is None or found.checkpoint is None:
        return
    click.echo(say("witness.cosigned", size=found.checkpoint.size, origin=found.checkpoint.origin), err=True)
    if out is None:
        click.echo(found.cosignature.line(), nl=False)
    else:
        out.write_text(found.cosignature.line(), encoding="utf-8")


def _tell(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        mark = say("witness.alarm" if finding.kind in SERIOUS else "witness.notice")
        click.echo(f"{mark} {plain(finding_in_words(finding, language=LANGUAGE))}", err=True)


def _trust(policy: Policy | Eras) -> Trust:
    if isinstance(policy, Eras):
        logs, witnesses = policy.logs(), policy.cosigners()
    else:
        logs, witnesses = policy.logs, tuple(policy.witnesses.values())
    origins = {log.name for log in logs}
    clocks = tuple(key for key in witnesses if key.name in origins)
    return Trust(logs=logs, clocks=clocks, rules=policy)


def _home(memory: Path, policy: Policy | Eras) -> Path:
    """A folder for each log, named as the source names it (tlog-witness, "Monitor Retrieval")."""
    name = policy.origin if isinstance(policy, Eras) else " ".join(sorted(log.name for log in policy.logs))
    return memory / hashlib.sha256(name.encode()).hexdigest()


def _seen(found: Look) -> str:
    size = 0 if found.checkpoint is None else found.checkpoint.size
    return f"{_SEEN}/{size:020d}.checkpoint"


def _evidence(note: bytes) -> str:
    return f"{_EVIDENCE}/{hashlib.sha256(note).hexdigest()}.checkpoint"


def cosigning_key(path: Path) -> SigningKey:
    """The witness's key.

    Raises:
        NO_COSIGNING_KEY: the file holds none, or one that signs other things.
    """
    try:
        key = read_signing_key(path.read_text(encoding="utf-8"))
    except (Problem, UnicodeDecodeError) as fault:
        raise NO_COSIGNING_KEY(path=path, reason=fault) from None
    if key.kind not in COSIGNING:
        raise NO_COSIGNING_KEY(path=path, reason="its key is one of a log")
    return key


def _notes(path: Path, trust: Trust) -> list[bytes]:
    """The checkpoints in a file, or all that the memory of a witness keeps.

    Raises:
        NO_SUCH_MEMORY: there are none.
    """
    if path.is_file():
        return [path.read_bytes()]
    notes = [file.read_bytes() for file in sorted(path.rglob("*.checkpoint"))]
    if not notes and (path / "checkpoint").is_file():
        notes = [(path / "checkpoint").read_bytes()]
    known = {log.name.encode() for log in trust.logs}
    notes = [note for note in notes if note.split(b"\n", 1)[0] in known]
    if not notes:
        raise NO_SUCH_MEMORY(path=path)
    return notes
