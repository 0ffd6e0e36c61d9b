"""The `evenhand` command: one group, a file a command, Problems printed in one place."""

import importlib
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from evenhand.cli.speech import fault_line, plain, say
from evenhand.foundation.problems import Problem, ProblemKind

COMMANDS = (
    "watch", "replay", "coverage", "explain", "agreement", "lake", "corroborate", "count", "verify-position",
    "simulate", "witness", "verify", "document", "commitments", "problems",
)  # fmt: skip
"""Each is a module of its own in this package, whose command has the module's name (with _ for -)."""
NO_ACCESS = ProblemKind(
    code="cli.no-access",
    blame="operator",
    message="{path} cannot be read or written: {reason}. Check the path, its rights, and the room on the disk.",
)


class Commands(click.Group):
    """A group that imports a command only when it is run: help and mistakes answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which people meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a unique beginning will not do, for scripts outlive new commands."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(importlib.import_module(f"evenhand.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, without importing any."""
        del ctx
        with formatter.section(say("main.commands")):
            room = formatter.width - 6 - max(map(len, COMMANDS))
            formatter.write_dl([(name, _first_words(say(f"{name}.help"), room)) for name in COMMANDS])


def _first_words(text: str, room: int) -> str:
    """The first sentence, or as much of it as a line holds."""
    sentence = re.split(r"(?<=[.。؟])\s*", text, maxsplit=1)[0]
    return sentence if len(sentence) <= room else sentence[: room - 1].rstrip() + "…"


@click.command(
    cls=Commands,
    help=say("main.help"),
    epilog=say("main.language"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="evenhand")
def cli() -> None:
    """Group of all commands."""


def problem_lines(problem: Problem) -> list[str]:
    """A Problem as the terminal shows it; an agreement's faults stand one a line, as compilers print theirs."""
    return [*map(fault_line, problem.details.get("faults", ())), f"{problem.code}: {plain(str(problem))}"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a Problem ends it with status 1 and its message on standard error.

    Args:
        arguments: the words after the command's name; those of the process if none are given.
    """
    try:
        cli.main(args=arguments, standalone_mode=False)
    except Problem as problem:
        _end_with(problem)
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(mistake.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) went away; that is no fault of ours. Source: POSIX, SIGPIPE.
        sys.stderr.close()
        sys.exit(141)
    except OSError as fault:
        _end_with(NO_ACCESS(path=fault.filename or "-", reason=fault.strerror or fault))


def _end_with(problem: Problem) -> NoReturn:
    for line in problem_lines(problem):
        click.echo(line, err=True)
    sys.exit(1)
