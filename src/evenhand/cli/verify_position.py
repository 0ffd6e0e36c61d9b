"""`evenhand verify-position`: whether a signed position is genuine, without asking any server."""

from hashlib import sha256
from pathlib import Path

import click

from evenhand.cases.signing import BAD_SIGNATURE, statement_bytes
from evenhand.cases.verifying import WEAK_KEY, Verified, verify
from evenhand.cli.speech import plain, say
from evenhand.foundation.problems import Problem

NOT_GENUINE = 4
"""Exit status where the files can be read and do not belong together, or the key is not the expected one."""
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("verify-position", help=say("verify-position.help"))
@click.argument("statement", type=_FILE)
@click.argument("signature", type=_FILE)
@click.option("--key", "expected", metavar="ID", help=say("verify-position.key"))
def verify_position(statement: Path, signature: Path, expected: str | None) -> None:
    """Hold two files against each other and say what that shows and what it does not."""
    try:
        found = verify(statement.read_bytes(), signature.read_bytes())
    except Problem as problem:
        if problem.kind not in (BAD_SIGNATURE, WEAK_KEY):
            raise
        click.echo(f"{say('verify-position.bad')}\n{problem.code}: {plain(str(problem))}")
        raise SystemExit(NOT_GENUINE) from None
    if expected is not None and not _fits(expected, found.signature.key):
        click.echo(say("verify-position.other-key", found=found.signature.key, expected=expected))
        raise SystemExit(NOT_GENUINE)
    for line in _told(found, compared=expected is not None):
        click.echo(line)


def _fits(expected: str, key: str) -> bool:
    """The id in any of the ways in which people write it: groups of four, colons, capitals; whole, never a part."""
    return "".join(one for one in expected.lower() if one not in " :-\u00a0\u202f") == key


def _told(found: Verified, *, compared: bool) -> list[str]:
    said, taken = found.statement, found.statement.position
    lines = [
        say("verify-position.good"),
        say("verify-position.case", case=said.case, version=taken.version, digest=taken.digest),
        say("verify-position.who", user=said.user, organisation=taken.organisation, side=taken.side or "-"),
        say("verify-position.position", position=taken.position.value, at=taken.signed_at),
    ]
    lines += [say("verify-position.text", tag=tag, text=words) for tag, words in sorted(taken.text.items())]
    lines.append(say("verify-position.sha256", digest=sha256(statement_bytes(said)).hexdigest()))
    lines.append(say("verify-position.signed-with", found=found.signature.key))
    lines.append(say(f"verify-position.held-{found.signature.held}"))
    if not found.canonical:
        lines.append(say("verify-position.rewritten"))
    if not compared:
        lines.append(say("verify-position.compare"))
    return lines
