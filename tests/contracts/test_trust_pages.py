"""Whom one has to trust, told in four languages: the pages have the same parts."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH = DOCS / "trust.md"
OTHERS = ("trust.ar.md", "trust.fr.md", "trust.zh-hans.md")


def shape(path):
    """Headings by depth, rows and columns of each table, points, and the words in code."""
    lines = path.read_text("utf-8").split("\n")
    headings = [re.match(r"#+", line)[0] for line in lines if line.startswith("#")]
    rows = [len(re.split(r"(?<!\\)\|", line)) - 2 for line in lines if line.startswith("|")]
    points = sum(line.startswith("* **") for line in lines)
    code = sorted(re.findall(r"`[^`]+`", "\n".join(lines)))
    return {"headings": headings, "rows": rows, "points": points, "code": code}


@pytest.mark.parametrize("name", OTHERS)
def test_each_page_has_the_parts_of_the_english_one(name):
    assert shape(DOCS / name) == shape(ENGLISH)


@pytest.mark.parametrize("name", OTHERS)
def test_each_page_is_named_on_the_english_one_and_names_it(name):
    assert f"({name})" in ENGLISH.read_text("utf-8")
    assert "(trust.md)" in (DOCS / name).read_text("utf-8")
