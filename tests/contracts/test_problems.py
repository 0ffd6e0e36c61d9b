"""The catalogue of problems (style, habits 2 and 3)."""

import re
from pathlib import Path

import pytest

from evenhand.cli.problems import all_problem_kinds

ROOT = Path(__file__).parents[2]
KINDS = all_problem_kinds()
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))


def test_there_is_a_catalogue():
    assert len(KINDS) > 10


@pytest.mark.parametrize("declared", KINDS, ids=[declared.kind.code for declared in KINDS])
class TestEveryProblemKind:
    def test_code_is_prefixed_by_its_package(self, declared):
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9]+(-[a-z0-9]+)*", declared.kind.code)
        assert declared.kind.code.split(".")[0] in declared.module.split(".")

    def test_message_shows_a_detail_and_says_what_to_do(self, declared):
        assert "{" in declared.kind.message
        assert re.search(r"[.!)] ?\S|: ", declared.kind.message), "a second sentence tells what to do"

    def test_is_raised_in_a_test(self, declared):
        assert declared.kind.code in TESTS or re.search(rf"\b{declared.name}\b", TESTS)

    def test_is_listed_in_the_reference(self, declared):
        assert f"`{declared.kind.code}`" in (ROOT / "docs" / "reference" / "problems.md").read_text("utf-8")
