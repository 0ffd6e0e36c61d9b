"""The `evenhand` command: one group, a file a command, Problems printed in one place."""

import sys

import click

from evenhand.cli.agreement import agreement
from evenhand.cli.explain import explain
from evenhand.cli.lake import lake
from evenhand.cli.problems import problems
from evenhand.cli.simulate import simulate
from evenhand.cli.speech import say
from evenhand.cli.watch import watch
from evenhand.foundation.problems import Problem


@click.group(
    help=say("main.help"), epilog=say("main.language"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="evenhand")
def cli() -> None:
    """Group of all commands."""


for _command in (watch, explain, agreement, lake, simulate, problems):
    cli.add_command(_command)


def problem_lines(problem: Problem) -> list[str]:
    """A Problem as the terminal shows it; an agreement's faults stand one a line, as compilers print theirs."""
    faults = problem.details.get("faults", ())
    lines = [f"{fault.file}:{fault.line}:{fault.column}: {fault.message} {fault.remedy}".rstrip() for fault in faults]
    return [*lines, f"{problem.code}: {problem}"]


def main() -> None:
    """Run the command line; a Problem ends it with status 1 and its message on standard error."""
    try:
        cli.main(standalone_mode=False)
    except Problem as problem:
        for line in problem_lines(problem):
            click.echo(line, err=True)
        sys.exit(1)
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(mistake.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) went away; that is no fault of ours. Source: POSIX, SIGPIPE.
        sys.stderr.close()
        sys.exit(141)
