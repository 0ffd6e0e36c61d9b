"""Size budgets from day one (style, habit 14)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("src", "tests", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)
LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 50
LINES_OF_A_TEST = 40
LINES_OF_MODELS = 300
CLASSES_OF_MODELS = 5
PARAMETERS = 7

EXCEPTIONS: dict[str, str] = {}
"""What exceeds a budget, "path" or "path::function", with the reason. It may only shrink; an entry needs an ADR."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_sources_to_measure():
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_keeps_its_budget(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    budget = LINES_OF_MODELS if "models" in path.parts else LINES_OF_A_FILE

    assert lines <= budget or named(path) in EXCEPTIONS, f"{named(path)} has {lines} lines; split it by noun ({budget})"


@pytest.mark.parametrize("path", [p for p in SOURCES if "models" in p.parts], ids=named)
def test_a_models_file_holds_few_classes(path):
    classes = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]

    assert len(classes) <= CLASSES_OF_MODELS


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_functions_keep_their_budgets(path):
    too_large = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        name = f"{named(path)}::{node.name}"
        budget = LINES_OF_A_TEST if node.name.startswith("test_") else LINES_OF_A_FUNCTION
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        docstring = ast.get_docstring(node, clean=False)
        # A contract in words is not code: the docstring's lines do not count, as the examples of the style show.
        lines -= docstring.count("\n") + 1 if docstring else 0
        arguments = node.args
        parameters = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
        fixtures = "tests" in path.parts  # a test names its fixtures as parameters; pytest passes them
        if name not in EXCEPTIONS and (lines > budget or (parameters > PARAMETERS and not fixtures)):
            too_large.append(f"{name}: {lines} lines, {parameters} parameters")

    assert too_large == []


def test_no_exception_outlives_its_cause():
    gone = [entry for entry in EXCEPTIONS if not (ROOT / entry.split("::")[0]).exists()]

    assert gone == []
