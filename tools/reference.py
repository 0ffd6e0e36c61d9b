"""Writes the reference pages that are made from the code: problems and commands. `--check` only compares."""

import sys
from pathlib import Path

import click

from evenhand.cli.main import cli
from evenhand.cli.problems import all_problem_kinds

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "Made by `tools/reference.py`; do not edit."


def problems_page() -> str:
    """Every problem kind, one table row each."""
    rows = [
        f"| `{kind.code}` | {kind.blame} | {kind.message.replace('|', chr(92) + '|')} |"
        for kind in (declared.kind for declared in all_problem_kinds())
    ]
    head = ["# Problems", "", MADE, "", "| code | who has to act | message |", "|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def commands_page() -> str:
    """The help of every command, as the terminal prints it in English."""
    lines = ["# Commands", "", MADE, ""]

    def walk(command: click.Command, path: str, parent: click.Context | None) -> None:
        context = click.Context(command, info_name=path if parent is None else command.name, parent=parent,
                                terminal_width=100, max_content_width=100)  # fmt: skip
        lines.extend([f"## `{path}`", "", "```", command.get_help(context), "```", ""])
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                if child is not None:
                    walk(child, f"{path} {name}", context)

    walk(cli, "evenhand", None)
    return "\n".join(lines)


PAGES = {"problems.md": problems_page, "commands.md": commands_page}


def main() -> int:
    """Write the pages, or with --check say which are out of date."""
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"Out of date: {', '.join(stale)}. Run: make reference")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
