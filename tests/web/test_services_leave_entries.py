"""Every verb of every app leaves an entry of the record, or says why not."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import evenhand_web
from evenhand_web.ledger.services import record

ROOT = Path(evenhand_web.__file__).parent


def services() -> list[tuple[str, str]]:
    found = []
    for module in pkgutil.walk_packages([str(ROOT)], "evenhand_web."):
        parts = module.name.split(".")
        if parts[2:3] != ["services"] or module.ispkg:
            continue
        loaded = importlib.import_module(module.name)
        found += [
            (module.name, name)
            for name, function in inspect.getmembers(loaded, inspect.isfunction)
            if function.__module__ == module.name and not name.startswith("_")
        ]
    return found


def reaches_record(function: FunctionType, seen: set[FunctionType]) -> bool:
    """Whether `function` calls `record`, itself or through functions of ours that it names."""
    function = inspect.unwrap(function)
    if function is record:
        return True
    if function in seen or not function.__module__.startswith("evenhand_web."):
        return False
    seen.add(function)
    return any(reaches_record(called, seen) for called in named_functions(function))


def named_functions(function: FunctionType) -> Iterator[FunctionType]:
    names = function.__code__.co_names
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, FunctionType):
            yield value
        elif isinstance(value, ModuleType):
            members = (getattr(value, member, None) for member in names)
            yield from (member for member in members if isinstance(member, FunctionType))


NOT_VERBS = {
    "evenhand_web.ledger.services.record": "writes the entry itself",
    "evenhand_web.ledger.services.unrecorded": "a mark",
    "evenhand_web.proofs.services.handing.pieces": "reads a file that was made",
    "evenhand_web.incidents.services.writing.write": "writes act and entry for every verb",
    "evenhand_web.incidents.services.writing.settle": "part of `write`",
    "evenhand_web.incidents.services.writing.settle_all": "part of `write` and of `record_alerts`",
    "evenhand_web.intake.services.standing.heads": "reads only",
    "evenhand_web.intake.services.standing.shown_version": "reads only",
    "evenhand_web.intake.services.standing.chosen": "reads only",
    "evenhand_web.intake.services.standing.settle": "part of every verb about reports",
    "evenhand_web.intake.services.standing.follow": "part of every verb about reports",
    "evenhand_web.incidents.services.acts.undoable_act": "reads only",
    "evenhand_web.incidents.services.deciding.family": "reads only",
    "evenhand_web.incidents.services.resting.resting": "reads only",
    "evenhand_web.incidents.services.resting.acts_of_releases": "part of `regroup`",
    "evenhand_web.cases.services.acting.with_id": "gives an id within `act`",
    "evenhand_web.commitments.services.writing.capacity_of": "reads only",
    "evenhand_web.commitments.services.writing.find": "reads only",
    "evenhand_web.commitments.services.keeping.organisation_for": "reads only",
}


@pytest.mark.parametrize(("module", "name"), services())
def test_a_verb_records_or_says_why_not(module, name):
    if f"{module}.{name}" in NOT_VERBS:
        return
    function = getattr(importlib.import_module(module), name)
    if getattr(function, "unrecorded", ""):
        return
    assert reaches_record(function, set()), f"{module}.{name} leaves no entry"


@pytest.mark.parametrize(("module", "name"), services())
def test_a_verb_names_who_and_when(module, name):
    function = inspect.unwrap(getattr(importlib.import_module(module), name))
    if f"{module}.{name}" in NOT_VERBS or getattr(function, "unrecorded", ""):
        return
    parameters = inspect.signature(function).parameters
    assert {"actor", "now"} <= set(parameters)
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters.values())
