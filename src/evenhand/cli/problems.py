"""`evenhand problems`: the catalogue of every deliberate error."""

import importlib
import pkgutil
from dataclasses import dataclass

import click

import evenhand
from evenhand.cli.speech import say
from evenhand.foundation.problems import ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A problem kind, and under which name which module declares it."""

    module: str
    name: str
    kind: ProblemKind


def all_problem_kinds() -> list[Declared]:
    """Every declared kind, sorted by code; one that other modules import is listed where it is declared."""
    found: dict[str, Declared] = {}
    for module in pkgutil.walk_packages(evenhand.__path__, "evenhand."):
        if ".library" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if not isinstance(value, ProblemKind):
                continue
            at_home = value.code.split(".")[0] in module.name.split(".")
            if value.code not in found or at_home:
                found[value.code] = Declared(module=module.name, name=name, kind=value)
    return [found[code] for code in sorted(found)]


@click.command(help=say("problems.help"))
def problems() -> None:
    """Print code, blame and message of every problem kind."""
    for declared in all_problem_kinds():
        kind = declared.kind
        click.echo(f"{kind.code} ({kind.blame})\n    {kind.message}")
