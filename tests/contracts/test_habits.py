"""Habits that a program can see (style, fifteen habits)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = sorted(p for p in (ROOT / "src" / "evenhand").rglob("*.py") if "library" not in p.parts)
EDGES = ("sources", "cli")
"""Packages that may read files and the clock; everything else gets both as arguments (habit 9)."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def package_of(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "evenhand").parts[0]


def calls(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


@pytest.mark.parametrize("path", [p for p in LIBRARY if package_of(p) not in EDGES], ids=named)
def test_clock_chance_and_files_come_in_as_arguments(path):
    banned = re.compile(r"(\.now|\.utcnow|\.today|^time\.time|^random\..*|^open|^socket\..*)$")
    found = [
        f"line {node.lineno}: {name}" for node, name in calls(ast.parse(path.read_text("utf-8"))) if banned.search(name)
    ]

    assert found == []


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_every_deliberate_error_is_a_problem(path):
    builtin = {"ValueError", "TypeError", "RuntimeError", "Exception", "KeyError", "OSError", "NotImplementedError"}
    raised = [
        f"line {node.lineno}: {ast.unparse(node.exc)}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and node.exc is not None and ast.unparse(node.exc).split("(")[0] in builtin
    ]

    assert raised == []


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_no_import_hides_inside_a_function(path):
    tree = ast.parse(path.read_text("utf-8"))
    hidden = [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.name != "__init__.py"], ids=named)
def test_every_module_has_its_test_where_one_looks_for_it(path):
    inside = path.relative_to(ROOT / "src" / "evenhand")
    expected = ROOT / "tests" / "unit" / inside.parent / f"test_{inside.name}"

    assert expected.exists() or named(path) in TESTED_ELSEWHERE, f"write {named(expected)}"


TESTED_ELSEWHERE = {
    "src/evenhand/agreements/model.py": "pure data; read and compared by tests/unit/agreements/test_reading.py",
}


def test_no_unit_test_patches():
    patched = [
        named(path)
        for path in (ROOT / "tests" / "unit").rglob("*.py")
        if re.search(r"mock\.patch|unittest\.mock", path.read_text("utf-8"))
    ]

    assert patched == []
