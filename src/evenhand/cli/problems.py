"""`evenhand problems`: the catalogue of every deliberate error."""

import importlib
import pkgutil

import click

import evenhand
from evenhand.cli.speech import say
from evenhand.foundation.problems import ProblemKind


def all_problem_kinds() -> list[tuple[str, ProblemKind]]:
    """Every declared kind with the module that declares it, sorted by code."""
    found: dict[str, tuple[str, ProblemKind]] = {}
    for module in pkgutil.walk_packages(evenhand.__path__, "evenhand."):
        if ".library" in module.name:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, ProblemKind) and value.code not in found:
                found[value.code] = (module.name, value)
    return [found[code] for code in sorted(found)]


@click.command(help=say("problems.help"))
def problems() -> None:
    """Print code, blame and message of every problem kind."""
    for _module, kind in all_problem_kinds():
        click.echo(f"{kind.code} ({kind.blame})\n    {kind.message}")
