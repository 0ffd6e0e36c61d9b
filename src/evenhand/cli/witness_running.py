"""`evenhand witness follow`, `serve` and `stick`: the rounds of a witness, from the command line."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from evenhand.cli.options import now
from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.cli.verify import rules_at
from evenhand.cli.witness_keys import key_at, trust_of
from evenhand.foundation.instants import parse_duration
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.history import Eras
from evenhand.ledger.policy import Policy
from evenhand.ledger.witness import SERIOUS, Finding
from evenhand.ledger.wording import finding_in_words
from evenhand.sources.witness_home import Home, home_of
from evenhand.sources.witness_mail import SECURITIES, Post
from evenhand.sources.witness_rounds import Plan, Round, Rounds
from evenhand.sources.witness_server import Witness, served
from evenhand.sources.witness_stick import LOG, carry, leave, others_on

NOWHERE_TO_SEND = ProblemKind(
    code="cli.nowhere-to-send",
    blame="caller",
    message="{option} needs {needed}. Give it, or leave {option} out.",
)

UNSURE, ALARM = 3, 4
DEPTHS = ("light", "new", "whole")
AGAIN = timedelta(seconds=10)
"""So soon a log that could not be reached is tried again, if rounds are further apart."""
File = click.Path(exists=True, dir_okay=False, path_type=Path)
Place = click.Path(file_okay=False, path_type=Path)

_WHO = (
    click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy")),
    click.option("--key", "key_file", type=File, required=True, help=say("witness.key-file")),
    click.option("--memory", type=Place, required=True, help=say("witness.memory")),
)
_HOW = (
    click.option("--stalled-after", default="1 d", show_default=True, help=say("witness.stalled")),
    click.option("--depth", type=click.Choice(DEPTHS), default="new", show_default=True, help=say("witness.depth")),
    click.option("--send", is_flag=True, help=say("witness.send")),
    click.option("--peer", "peers", multiple=True, help=say("witness.peer")),
    click.option("--keep-entries", is_flag=True, help=say("witness.keep-entries")),
    click.option("--mail-to", multiple=True, help=say("witness.mail-to")),
    click.option("--mail-from", envvar="EVENHAND_MAIL_FROM", default="", help=say("witness.mail-from")),
    click.option("--smtp", envvar="EVENHAND_SMTP", default="", help=say("witness.smtp")),
    click.option(
        "--smtp-security",
        envvar="EVENHAND_SMTP_SECURITY",
        type=click.Choice(SECURITIES),
        default="starttls",
        show_default=True,
        help=say("witness.smtp-security"),
    ),
    click.option("--smtp-user", envvar="EVENHAND_SMTP_USER", default="", help=say("witness.smtp-user")),
)


def _with(options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.command(name="follow", help=say("witness.follow.help"))
@click.argument("log")
@_with(_WHO)
@click.option("--every", help=say("witness.every"))
@_with(_HOW)
@click.option("--keep-going", is_flag=True, help=say("witness.keep-going"))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=say("witness.out"))
def follow(log: str, **options: Any) -> None:
    """Look at the log, once or again and again, and end with the worst that was found."""
    rounds = _rounds(log, options)
    every = rounds.plan.every
    while True:
        found = _one(rounds, options["out"], quiet=options["send"])
        status = _status(found)
        if every is None or (status == ALARM and not options["keep_going"]):
            raise SystemExit(status)
        threading.Event().wait(_pause(found, every).total_seconds())


@click.command(name="serve", help=say("witness.serve.help"))
@click.argument("log")
@_with(_WHO)
@click.option("--listen", default="127.0.0.1:8733", show_default=True, help=say("witness.listen"))
@click.option("--every", default="1 min", show_default=True, help=say("witness.serve.every"))
@_with(_HOW)
def serve(log: str, listen: str, **options: Any) -> None:
    """Follow the log, answer it and other witnesses, and show a page, until stopped."""
    rounds = _rounds(log, options)
    host, _, port = listen.rpartition(":")
    server = served(
        Witness(rounds.home, clock=_seconds), host=host.strip("[]") or "127.0.0.1", port=_port(listen, port)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    click.echo(say("witness.serving", address=f"http://{host}:{server.server_port}/"), err=True)
    stopped, worst = _stopped(), 0
    try:
        while not stopped.is_set():
            found = _one(rounds, None, quiet=True)
            worst = max(worst, _status(found) if found.is_alarm else 0)
            stopped.wait(_pause(found, rounds.plan.every or AGAIN).total_seconds())
    finally:
        server.shutdown()
        server.server_close()
    raise SystemExit(worst)


@click.command(name="stick", help=say("witness.stick.help"))
@click.argument("stick", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_with(_WHO)
@_with(_HOW)
def at_stick(stick: Path, **options: Any) -> None:
    """Look at the log on a stick, hold what other witnesses left there against it, and leave one's own word."""
    rounds = _rounds(str(stick / LOG), {**options, "every": None})
    peers = (*rounds.plan.peers, *others_on(stick, rounds.home))
    rounds = Rounds(rounds.home, replace(rounds.plan, peers=peers), clock=_seconds)
    found = _one(rounds, None, quiet=True)
    for name in leave(stick, rounds.home, found):
        click.echo(say("witness.left", name=name), err=True)
    raise SystemExit(_status(found))


@click.command(name="carry", help=say("witness.carry.help"))
@click.argument("log")
@click.argument("stick", type=Place)
def carry_to(log: str, stick: Path) -> None:
    """Copy the log to a stick, and hand in what witnesses left on it."""
    carried = carry(log, stick)
    click.echo(say("witness.carried", files=carried.files, size=carried.size))
    for name in carried.taken:
        click.echo(say("witness.taken", name=name))
    for name, reason in carried.refused:
        click.echo(say("witness.not-taken", name=name, reason=reason), err=True)
    if carried.refused:
        raise SystemExit(UNSURE)


def tell(findings: Sequence[Finding]) -> None:
    """Say what was found, an alarm as such."""
    for finding in findings:
        mark = say("witness.alarm" if finding.kind in SERIOUS else "witness.notice")
        click.echo(f"{mark} {plain(finding_in_words(finding, language=LANGUAGE))}", err=True)


def home_from(policy: Policy | Eras, key_file: Path, memory: Path) -> Home:
    """What the witness with this key keeps of the log of this policy."""
    return home_of(memory, trust=trust_of(policy), key=key_at(key_file))


def _rounds(log: str, options: dict[str, Any]) -> Rounds:
    home = home_from(rules_at(options["policy_file"]), options["key_file"], options["memory"])
    if options["send"] and not log.startswith(("http://", "https://")):
        raise NOWHERE_TO_SEND(option="--send", needed="the address of a log, not a folder")
    every = options["every"]
    plan = Plan(
        log=log,
        stalled_after=parse_duration(options["stalled_after"], field="--stalled-after"),
        depth=options["depth"],
        every=None if every is None else parse_duration(every, field="--every"),
        hand_in=log if options["send"] else "",
        peers=options["peers"],
        post=_post(options),
        keep_entries=options["keep_entries"],
        language=LANGUAGE,
    )
    return Rounds(home, plan, clock=_seconds)


def _post(options: dict[str, Any]) -> Post | None:
    if not options["mail_to"]:
        return None
    host, _, port = options["smtp"].rpartition(":")
    if not host or not options["mail_from"]:
        raise NOWHERE_TO_SEND(option="--mail-to", needed="--smtp HOST:PORT and --mail-from ADDRESS")
    return Post(
        to=options["mail_to"],
        sender=options["mail_from"],
        host=host,
        port=_port(options["smtp"], port),
        security=options["smtp_security"],
        user=options["smtp_user"],
        password=os.environ.get("EVENHAND_SMTP_PASSWORD", ""),
    )


def _port(given: str, port: str) -> int:
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise NOWHERE_TO_SEND(option=given, needed="a host and a port, as in host:8733")
    return int(port)


def _one(rounds: Rounds, out: Path | None, *, quiet: bool) -> Round:
    """One round, told on the terminal; the cosignature goes to `out`, or is printed unless that is not wanted."""
    found = rounds.once()
    if found.unreachable:
        click.echo(say("witness.unreachable", fault=plain(found.unreachable)), err=True)
    tell(found.findings)
    for fault in found.faults:
        click.echo(say("witness.not-handed-on", fault=plain(fault)), err=True)
    if found.held_back:
        click.echo(say("witness.held-back", alarm=found.held_back), err=True)
    if found.cosignature is not None and found.checkpoint is not None:
        click.echo(say("witness.cosigned", size=found.checkpoint.size, origin=found.checkpoint.origin), err=True)
        if out is not None:
            out.write_text(found.cosignature.line(), encoding="utf-8")
        elif not quiet:
            click.echo(found.cosignature.line(), nl=False)
    return found


def _status(found: Round) -> int:
    return ALARM if found.is_alarm else 0 if found.is_sure else UNSURE


def _pause(found: Round, every: timedelta) -> timedelta:
    return min(every, AGAIN) if found.unreachable else every


def _seconds() -> int:
    return int(now().timestamp())


def _stopped() -> threading.Event:
    """An event that SIGINT and SIGTERM set."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stopped.set())
    return stopped
