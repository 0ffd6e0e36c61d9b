from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.agreement_files import (
    NO_SUCH_AGREEMENT,
    UNREADABLE_AGREEMENT_FILE,
    agreement_files,
    bundled,
    find_agreement,
    load_agreement,
    load_versions,
)
from unit.agreements.small import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "small", files())
    return tmp_path / "small"


def write(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_reads_the_files_of_an_agreement_and_no_others(folder):
    (folder / "README.md").write_text("about")
    (folder / "rules" / "notes.txt").write_text("about")

    assert agreement_files(folder) == files()


def test_an_agreement_without_a_gazetteer_is_an_agreement(folder):
    (folder / "places.yaml").unlink()

    assert set(agreement_files(folder)) == {"agreement.yaml", "rules/no-flights.yaml"}


def test_a_folder_without_the_main_file_is_none(tmp_path):
    with pytest.raises(Problem) as caught:
        agreement_files(tmp_path)

    assert caught.value.kind is NO_SUCH_AGREEMENT


def test_a_file_that_cannot_be_opened_is_a_problem_of_the_operator(folder):
    (folder / "rules" / "folder.yaml").mkdir()

    with pytest.raises(Problem) as caught:
        agreement_files(folder)

    assert caught.value.kind is UNREADABLE_AGREEMENT_FILE
    assert "folder.yaml" in str(caught.value)


@pytest.mark.parametrize("end", ["", "agreement.yaml"])
def test_finds_a_folder_by_its_path_or_its_main_file(folder, end):
    assert find_agreement(str(folder / end)) == folder


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_agreement_is_found_by_its_id_and_loads(name):
    assert load_agreement(name).id == name
    assert load_versions(name)[-1].id == name


@pytest.mark.parametrize(
    "name", ["no-such-agreement", "", "../agreements", "no-such@1", f"{(*bundled(), 'x')[0]}@none"]
)
def test_says_what_there_is_when_there_is_none_of_that_name(name):
    with pytest.raises(Problem) as caught:
        find_agreement(name)

    assert caught.value.kind is NO_SUCH_AGREEMENT


def test_earlier_versions_stand_in_folders_beside(folder):
    earlier = files(agreement=('version: "2"', 'version: "1"'))
    earlier["agreement.yaml"] = (
        earlier["agreement.yaml"].replace(b'supersedes: "1"\n', b"").replace(b"2026-03-01T", b"2025-03-01T")
    )
    write(folder / "versions" / "1", earlier)

    assert [one.version for one in load_versions(str(folder))] == ["1", "2"]
