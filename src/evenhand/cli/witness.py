"""`evenhand witness`: what a party runs on its own computer to see that the log is never rewritten."""

import os
import secrets
from pathlib import Path

import click

from evenhand.cli.options import now
from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.cli.verify import rules_at
from evenhand.cli.witness_keys import trust_of
from evenhand.cli.witness_running import ALARM, UNSURE, File, Place, at_stick, carry_to, follow, home_from, serve, tell
from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.alarms import Weight, read_alarm, weigh
from evenhand.ledger.bundles import read_bundle, verify_bundle
from evenhand.ledger.exchange import hold
from evenhand.ledger.notes import COSIGNATURE, QUANTUM_SAFE, signing_key
from evenhand.ledger.witness import Trust, compare
from evenhand.ledger.wording import PHRASES as LEDGER
from evenhand.ledger.wording import finding_in_words
from evenhand.sources.ledger_address import published_at

NO_SUCH_MEMORY = ProblemKind(
    code="cli.no-such-memory",
    blame="missing",
    message="{path} is neither a checkpoint nor the memory of a witness of these logs. Name its file or its "
    "--memory folder.",
)


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


@witness.command(name="compare", help=say("witness.compare.help"))
@click.argument("one", type=click.Path(exists=True, path_type=Path))
@click.argument("other", type=click.Path(exists=True, path_type=Path))
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--log", help=say("witness.compare.log"))
def compare_two(one: Path, other: Path, policy_file: Path, log: str | None) -> None:
    """Hold what two witnesses saw against each other."""
    trust = trust_of(rules_at(policy_file))
    blobs = None if log is None else published_at(log)
    findings, held = compare(_notes(one, trust), _notes(other, trust), trust=trust, blobs=blobs)
    tell(findings)
    if findings:
        raise SystemExit(ALARM)
    if not held:
        click.echo(say("witness.compare.none"))
        raise SystemExit(UNSURE)
    click.echo(say("witness.compare.good", held=held))


@witness.command(name="settle", help=say("witness.settle.help"))
@click.argument("alarm")
@click.option("--words", required=True, help=say("witness.settle.words"))
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--key", "key_file", type=File, required=True, help=say("witness.key-file"))
@click.option("--memory", type=Place, required=True, help=say("witness.memory"))
def settle(alarm: str, words: str, policy_file: Path, key_file: Path, memory: Path) -> None:
    """Write down why an alarm needs no more doing; it stays where it is, and comes back if it is found again."""
    home = home_from(rules_at(policy_file), key_file, memory)
    with home.locked():
        home.mark(alarm, settled=words)
    click.echo(say("witness.settled", alarm=alarm))


@witness.command(name="check", help=say("witness.check.help"))
@click.argument("alarm", type=File)
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
def check(alarm: Path, policy_file: Path) -> None:
    """Say what an alarm says, whose it is, and what its evidence shows by itself."""
    policy = rules_at(policy_file)
    signed = read_alarm(alarm.read_bytes(), witnesses=policy.witnesses)
    weight = weigh(signed.alarm, trust=trust_of(policy))
    click.echo(say("witness.check.by", witness=signed.key.name, origin=signed.alarm.origin))
    click.echo(plain(finding_in_words(signed.alarm.finding(), language=LANGUAGE)))
    click.echo(phrase(LEDGER, f"page.weight.{weight.value}", language=LANGUAGE))
    raise SystemExit(0 if weight is Weight.PROVED else UNSURE)


@witness.command(name="keep", help=say("witness.keep.help"))
@click.argument("bundles", type=File, nargs=-1, required=True)
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--key", "key_file", type=File, required=True, help=say("witness.key-file"))
@click.option("--memory", type=Place, required=True, help=say("witness.memory"))
def keep(bundles: tuple[Path, ...], policy_file: Path, key_file: Path, memory: Path) -> None:
    """Check proofs that were handed to this party, hold their checkpoints against what was seen, and keep them."""
    policy, worst = rules_at(policy_file), 0
    home = home_from(policy, key_file, memory)
    for file in bundles:
        content = file.read_bytes()
        bundle = read_bundle(content)
        verify_bundle(bundle, policy)
        shown = [bundle.proof.checkpoint]
        held = hold(home.seen(beside=shown), shown, trust=home.trust, blobs=home.copied())
        with home.locked():
            home.raise_alarms(held.findings, now_s=int(now().timestamp()))
            path = home.take_released(content)
        tell(held.findings)
        click.echo(say("witness.kept", name=file.name, path=path))
        if not held.pairs and not held.findings:
            click.echo(say("witness.kept-unseen", name=file.name), err=True)
        worst = max(worst, ALARM if held.findings else 0 if held.pairs else UNSURE)
    raise SystemExit(worst)


for command in (follow, serve, at_stick, carry_to):
    witness.add_command(command)


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
