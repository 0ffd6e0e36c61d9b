import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.plan_files import bundled_plans, find_plan, load_plan, plan_files


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "commitments").mkdir()
    (tmp_path / "plan.yaml").write_text("plan: valley\ntitle: {en: a, ar: b, fr: c, zh-hans: d}\n", encoding="utf-8")
    (tmp_path / "commitments" / "more.yaml").write_text("commitments: []\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("left alone", encoding="utf-8")
    return tmp_path


def test_a_plan_is_read_from_its_folder_or_its_file(folder):
    assert sorted(plan_files(folder)) == ["commitments/more.yaml", "plan.yaml"]
    assert load_plan(str(folder)).plan.id == load_plan(str(folder / "plan.yaml")).plan.id == "valley"


def test_a_plan_that_comes_with_it_is_found_by_its_id():
    assert {"tripoli-2012", "contact-group-2011", "libya-2020"} <= set(bundled_plans())
    assert find_plan("tripoli-2012").name == "tripoli-2012"


@pytest.mark.parametrize("name", ["none", "..", ""])
def test_a_plan_that_is_not_there_names_those_that_are(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem) as caught:
        load_plan(name)

    assert caught.value.code == "sources.no-such-plan"
    assert "tripoli-2012" in str(caught.value)


def test_a_folder_without_a_plan_says_so(tmp_path):
    with pytest.raises(Problem, match="no plan"):
        plan_files(tmp_path)


def test_a_file_that_cannot_be_read_says_which(folder):
    (folder / "said").mkdir()
    (folder / "said" / "odd.yaml").mkdir()

    with pytest.raises(Problem) as caught:
        plan_files(folder)

    assert caught.value.code == "sources.unreadable-plan-file"
    assert "odd.yaml" in str(caught.value)
