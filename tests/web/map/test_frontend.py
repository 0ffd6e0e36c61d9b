"""The front end: its own tests, and what the build promises."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NODE = Path(sys.executable).parent / "node"
BUILT = ROOT / "src" / "evenhand_web" / "static" / "built"


@pytest.fixture(scope="module")
def assets():
    spec = importlib.util.spec_from_file_location("assets", ROOT / "tools" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not NODE.exists(), reason="Node is not in this environment")
def test_the_scripts_pass_their_own_tests():
    done = subprocess.run(
        [
            NODE,
            "--test",
            *sorted(Path("tests") / path.name for path in (ROOT / "frontend" / "tests").glob("*.test.js")),
        ],
        cwd=ROOT / "frontend",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:]


def test_the_lock_file_names_no_address(assets):
    assert assets.named_addresses(ROOT / "frontend" / "package-lock.json") == 0


def test_nothing_that_the_pages_load_is_missing(assets):
    if not BUILT.exists():
        pytest.skip("the front end is not built; make setup builds it")
    assert assets.missing() == []


def test_every_cell_of_the_base_map_is_there():
    if not BUILT.exists():
        pytest.skip("the front end is not built; make setup builds it")
    detail = BUILT / "basemap" / "detail"
    index = json.loads((detail / "index.json").read_text())

    assert {f"{cell}.json" for cell in index["cells"]} | {"index.json"} == {path.name for path in detail.iterdir()}


def test_country_labels_speak_every_language():
    if not BUILT.exists():
        pytest.skip("the front end is not built; make setup builds it")
    world = json.loads((BUILT / "basemap" / "world.json").read_text())
    labels = [one["properties"] for one in world["features"] if one["properties"]["kind"] == "label"]

    assert len(labels) > 190
    assert all(label[tag] for label in labels for tag in ("en", "ar", "fr", "zh-hans"))
    assert "ليبيا" in {label["ar"] for label in labels}


def test_no_source_is_built_from_elsewhere():
    for path in (ROOT / "frontend" / "src").glob("*.js"):
        text = path.read_text()
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", ""), path.name
        assert "https://" not in text, path.name
