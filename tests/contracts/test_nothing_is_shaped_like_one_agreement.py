"""No code knows any agreement: whatever holds for one of them stands in its YAML, and the code works for the next one.

Read are the strings and the names in Python, and what is left of scripts, pages and phrases without their remarks.
Docstrings and remarks may give real places as examples, and a sentence may name a time zone as one; a zone that stands
alone would be a default, and is found. What the simulator tells stands in its scenarios, as data.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from evenhand.sources.agreement_files import bundled, load_versions

ROOT = Path(__file__).parents[2]
DATA = ("library", "scenarios", "built", "node_modules", "locale")
"""Folders that hold data or what is built from elsewhere."""
REMARKS = {
    ".js": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S),
    ".html": re.compile(r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.S),
    ".yaml": re.compile(r"#[^\n]*"),
}
ZONES = frozenset(available_timezones())
ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b")


def sources() -> list[Path]:
    found = [path for folder in ("src", "frontend") for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(
        path for path in found if path.suffix in {".py", *REMARKS} and not set(path.relative_to(ROOT).parts) & set(DATA)
    )


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def hit(text: str) -> str | None:
    """The first word in `text` that belongs to an agreement; a time zone within a sentence is an example."""
    bare = text if text in ZONES else ZONE.sub(lambda match: "" if match[0] in ZONES else match[0], text)
    found = pattern().search(bare)
    return None if found is None else found[0]


@cache
def pattern() -> re.Pattern[str]:
    """Ids and names, in every language, of all bundled agreements with their parties, forces and places."""
    words = {"ids": set(), "names": set()}
    for agreement in (version for name in bundled() for version in load_versions(name)):
        words["ids"] |= {agreement.id} | {entry.id for entry in (*agreement.parties, *agreement.places)}
        words["names"] |= {text for entry in (*agreement.parties, *agreement.places) for text in entry.name}
        words["names"] |= {text for party in agreement.parties for force in party.forces for text in force}
        words["names"] |= {text for place in agreement.places for text in place.variants}
    # Names of two signs would be found inside other words of scripts without spaces.
    every = sorted({word for kind in words.values() for word in kind if len(word) > 2}, key=len, reverse=True)
    joined = "|".join(re.escape(word) for word in every)
    return re.compile(rf"(?<![^\W_]){'(?:' + joined + ')'}(?![^\W_])")


def docstrings(tree: ast.AST) -> set[int]:
    """The constants that document, by identity."""
    bodies = (node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list))
    return {
        id(statement.value)
        for body in bodies
        for statement in body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }


def python_words(text: str) -> Iterator[tuple[int, str]]:
    """Strings and names of a program, with their lines; ids are looked for in names with their hyphens back."""
    tree = ast.parse(text)
    documents = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.lineno, node.value
        for field in ("id", "attr", "arg", "name"):
            word = getattr(node, field, None)
            if isinstance(word, str):
                yield getattr(node, "lineno", 0), word.lower().replace("_", "-")


def code_words(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from python_words(text)
        return
    bare = REMARKS[path.suffix].sub(lambda match: "\n" * match[0].count("\n"), text)
    yield from enumerate(bare.splitlines(), start=1)


def test_there_is_code_to_read_and_there_are_names_to_look_for():
    assert len(sources()) > 50
    assert len(bundled()) > 1
    assert all(pattern().search(name) for name in bundled())


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("ours = agreement.id == '{id}'", True, id="an-agreement-in-a-string"),
        pytest.param("def count_in_{party}(): ...", True, id="a-party-in-a-name"),
        pytest.param("LABEL = 'Flights to {place}'", True, id="a-place-in-a-sentence"),
        pytest.param('"""Flights to {place}."""', False, id="an-example-in-a-docstring"),
        pytest.param("ZONE = '{zone}'", True, id="a-zone-as-a-default"),
        pytest.param("HINT = 'for example {zone}'", False, id="a-zone-as-an-example"),
        pytest.param("words = text.split()", False, id="an-ordinary-word"),
    ],
)
def test_the_search_finds_what_it_should(line, found):
    agreements = [load_versions(name)[-1] for name in bundled()]
    agreement = agreements[0]
    party = agreement.parties[0].id.replace("-", "_")
    zone = next(one.time_zone for one in agreements if pattern().search(one.time_zone))
    line = line.format(id=agreement.id, party=party, place=agreement.places[0].name, zone=zone)

    assert any(hit(word) for _, word in python_words(line)) is found


@pytest.mark.parametrize("path", sources(), ids=named)
def test_no_code_names_an_agreement_or_a_party_or_a_place(path):
    hits = [
        f"line {line}: {word!r} belongs into agreements/ or a scenario"
        for line, text in code_words(path)
        if (word := hit(text)) is not None
    ]

    assert hits == []
