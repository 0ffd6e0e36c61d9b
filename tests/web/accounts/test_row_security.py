import ast
import inspect
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

import evenhand_web
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM, Capability
from evenhand_web.accounts.row_security import can, protect
from evenhand_web.accounts.speaking import as_machine, speaking_for

SOURCES = Path(inspect.getfile(evenhand_web)).parent
METHOD = Path(__file__).parents[3] / "docs" / "methods" / "row-security.md"


def uses_of_the_machine() -> dict[str, list[str]]:
    """Where the wall is opened: module -> the reasons given."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "as_machine":
                found.setdefault(str(path.relative_to(SOURCES)), []).append(ast.literal_eval(node.args[0]))
    return found


def test_on_sqlite_nothing_is_told_and_nothing_changes(db, django_assert_num_queries):
    assert connection.vendor == "sqlite"
    with django_assert_num_queries(0), speaking_for(SYSTEM), as_machine("a test"):
        pass


def test_on_sqlite_there_is_no_role_to_make(db):
    with pytest.raises(Problem) as refusal:
        call_command("database_role", keep_password=True)
    assert refusal.value.code == "accounts.not-postgresql"


def test_a_policy_names_capabilities_that_there_are():
    known = {capability.value for capability in Capability}
    for path in SOURCES.glob("*/migrations/*_row_security.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "can":
                said = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                assert set(said) <= known, path


def test_a_capability_is_found_whole_and_not_as_part_of_another():
    assert ",see-reports," in can("see-reports")
    assert can("a", "b").count("position(") == 2


def test_protecting_a_table_can_be_taken_back():
    step = protect("a_table", readable="true", writable="false")
    assert step.reversible


def test_every_opening_of_the_wall_is_listed_with_its_reason():
    told = METHOD.read_text("utf-8")
    for module, reasons in uses_of_the_machine().items():
        assert f"`src/evenhand_web/{module}`" in told, module
        for reason in reasons:
            assert len(reason) > 20, (module, reason)
