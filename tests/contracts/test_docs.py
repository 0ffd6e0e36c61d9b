"""Docs are tested: what they name exists, and what exists is named (style, habit 6)."""

import re
import subprocess
from pathlib import Path

import pytest

from evenhand.agreements.model import RuleKind
from evenhand.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PATH = re.compile(r"`((?:src|tests|docs|tools|agreements|benchmarks|frontend|requirements)/[\w./-]*)`")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_that_a_page_names_exists(page):
    text = page.read_text("utf-8")
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_between_pages_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_house_has_its_papers(page):
    assert len((ROOT / page).read_text("utf-8")) > 500


def test_every_command_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")

    assert [name for name in COMMANDS if f"evenhand {name}" not in reference] == []


@pytest.mark.parametrize("kind", list(RuleKind))
def test_every_rule_kind_is_in_the_format_reference(kind):
    assert kind.value in (ROOT / "docs" / "reference" / "agreement-format.md").read_text("utf-8")


def kernels():
    """The modules of kernels that are no mere part of another one."""
    modules = sorted((ROOT / "src" / "evenhand" / "detection" / "kernels").glob("[a-z]*.py"))
    texts = {module: module.read_text("utf-8") for module in modules}
    return [
        module
        for module in modules
        if not any(f"kernels.{module.stem} import" in text for other, text in texts.items() if other != module)
    ]


@pytest.mark.parametrize("kernel", kernels(), ids=named)
def test_every_kernel_names_its_source_and_has_a_methods_page(kernel):
    pages = " ".join(page.read_text("utf-8") for page in (ROOT / "docs" / "methods").glob("*.md"))

    assert "Source:" in kernel.read_text("utf-8")
    assert f"`evenhand.detection.kernels.{kernel.stem}." in pages


def test_no_registry_and_no_machine_is_named():
    words = ("pypi.", "npmjs", "pythonhosted", "work/", "root/")
    hosts = re.compile(
        "|".join(  # a path of XPath begins with a bracket: instance(...)/...
            (words[0] + "org", "registry." + words[1], "files." + words[2], "/" + words[3], r"(?<!\))/" + words[4])
        )
    )
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    texts = [path for path in (ROOT / name for name in listed.split("\0") if name) if path.is_file()]
    found = [named(path) for path in texts if hosts.search(path.read_text("utf-8", errors="replace"))]

    assert found == []
