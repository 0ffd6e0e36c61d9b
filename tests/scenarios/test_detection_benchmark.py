"""The detection benchmark still runs: its runner, its page, its judge of boundaries, every task of our own kernel."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
RUNNER = ROOT / "benchmarks" / "detection" / "run.py"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    home = tmp_path_factory.mktemp("bench")
    page = home / "page"
    page.mkdir()
    (page / "detection-benchmark.md").write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", "utf-8")
    sizes = ["--n", "20000", "--small", "4000", "--largest", "20000", "--areas", "70", "--objects", "100"]
    places = ["--home", str(home), "--page", str(page), "--shared", str(home)]
    groups = ["--group", "boundary"]
    done = subprocess.run(
        [sys.executable, str(RUNNER), *sizes, *places, *groups], capture_output=True, text=True, check=False
    )
    return done, home, (page / "detection-benchmark.md").read_text("utf-8")


def test_it_measures_without_the_peers_and_fails_at_nothing(ran):
    done, home, _ = ran

    assert done.returncode == 0, done.stdout + done.stderr
    assert (home / "results" / "ours-which-boundary-boundary-dense-1.json").exists()


def test_it_writes_between_the_markers_only(ran):
    _, _, page = ran

    assert page.startswith("Before.\n")
    assert page.endswith("After.\n")
    assert "old" not in page


def test_our_kernel_is_right_a_decimetre_from_true_edges(ran):
    _, _, page = ran
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| Evenhand | to 2 cm")]

    assert [row[3:5] for row in rows] == [["0 / 1600", "0 / 1600"]]


EVERY_TASK = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], str(Path(sys.argv[1]).parent)]
import plan
from engines import ours, prepared, scan
home = Path(sys.argv[2])
bench = plan.Bench(data=next((home / "data").iterdir()), results=home / "results", shared=None)
sizes = plan.Sizes(main=20000, small=4000, largest=20000, areas=(70,), objects=100)
planned = {job.task: job for group in plan.GROUPS.values() for job in group(bench, sizes) if job.engine == "ours"}
assert set(planned) == set(ours.TASKS), set(planned) ^ set(ours.TASKS)
for task, job in planned.items():
    answer = ours.TASKS[task](job)()
    ours.told(answer) if task in ours.TOLD else int(answer)
assert scan.TASKS["scan"](planned["full"])() > 0
job = planned["points"]
assert ours.TASKS["points"](job)() == prepared.TASKS["points"](job)()
mine, theirs = ours.told(ours.TASKS["full"](job)()), prepared.TASKS["full"](job)()
assert 0 < theirs.num_rows <= mine.num_rows
"""


def test_every_task_of_ours_is_planned_and_answers(ran):
    _, home, _ = ran
    done = subprocess.run(
        [sys.executable, "-c", EVERY_TASK, str(RUNNER.parent), str(home)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_goal_is_on_the_page_with_its_verdict(ran):
    _, _, page = ran
    rows = [line for line in page.splitlines() if line.startswith("| ") and (" x |" in line or " MB |" in line)]

    assert len([row for row in rows if "reached" in row or "missed" in row or "not measured" in row]) >= 10


def part(name):
    """One module of the benchmark that stands on its own."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", RUNNER.parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("theirs", "both", "only_first", "only_second"),
    [
        pytest.param([[1, 0, 0, 10], [1, 0, 5000, 6000], [2, 0, 0, 10]], 3, 0, 0, id="the-same"),
        pytest.param([[1, 0, 5000, 6000], [2, 0, 0, 10]], 2, 1, 0, id="one-missing"),
        pytest.param([[1, 0, 0, 6000], [2, 0, 0, 10]], 2, 1, 0, id="two-joined-are-one"),
        pytest.param([[1, 1, 0, 10], [1, 0, 0, 10], [3, 0, 0, 10]], 1, 2, 2, id="another-area-another-object"),
        pytest.param([], 0, 3, 0, id="nothing"),
    ],
)
def test_answers_that_differ_are_counted(theirs, both, only_first, only_second):
    answers = part("answers")
    ours = np.array([[1, 0, 0, 10], [1, 0, 5000, 6000], [2, 0, 0, 10]], float)
    rows = np.array(theirs, float).reshape(-1, 4)
    compared = answers.compare(ours, rows[np.lexsort(rows.T[[2, 1, 0]])])

    assert (compared.both, compared.only_first, compared.only_second) == (both, only_first, only_second)


def test_the_plots_are_well_formed():
    plots = part("plots")
    bar = plots.Bar(label="a & b", value=0.02, text="0.02 s", ours=True)
    drawn = [plots.bars("Bars <1>", [bar]), plots.curve("Curve", [("Time", "s", [(1e6, 0.1), (1e7, 1.0)], [])])]

    assert all(ET.fromstring(one).tag.endswith("svg") for one in drawn)
