import json

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.web.management import demo_environment as demo


class TestPrepare:
    def test_points_the_settings_at_the_demo(self, tmp_path):
        environment = {"DATABASE_URL": "postgresql://elsewhere"}
        workspace = demo.prepare(["--workspace", str(tmp_path / "demo"), "--no-serve"], environment)

        assert environment["EVENHAND_WORKSPACE"] == str(workspace)
        assert environment["EVENHAND_CLOCK"].endswith("Z")
        assert "DATABASE_URL" not in environment
        assert (workspace / demo.MARK).exists()

    def test_is_not_served_to_others_under_the_known_password(self, tmp_path):
        arguments = ["--workspace", str(tmp_path / "demo"), "--host", "0.0.0.0"]
        with pytest.raises(Problem) as caught:
            demo.prepare(arguments, {})
        environment = {}
        demo.prepare([*arguments, "--password", "another-long-one"], environment)

        assert caught.value.code == "web.open-password"
        assert "0.0.0.0" in json.loads(environment["EVENHAND_ALLOWED_HOSTS"])


class TestClaim:
    def test_leaves_a_folder_alone_that_is_no_demo(self, tmp_path):
        (tmp_path / "thesis.txt").write_text("mine")
        with pytest.raises(Problem) as caught:
            demo.claim(tmp_path, fresh=True)

        assert caught.value.code == "web.not-a-demo"
        assert (tmp_path / "thesis.txt").read_text() == "mine"

    def test_keeps_a_complete_demo_and_begins_an_unfinished_one_again(self, tmp_path):
        folder = tmp_path / "demo"
        demo.claim(folder, fresh=False)
        (folder / "half").touch()
        demo.claim(folder, fresh=False)
        assert not (folder / "half").exists()

        demo.remember(folder, {"seed": 1})
        (folder / "whole").touch()
        demo.claim(folder, fresh=False)
        assert (folder / "whole").exists()
        assert demo.facts(folder) == {"seed": 1}

    def test_fresh_empties_a_complete_one(self, tmp_path):
        folder = tmp_path / "demo"
        demo.claim(folder, fresh=False)
        demo.remember(folder, {"seed": 1})
        demo.claim(folder, fresh=True)

        assert demo.facts(folder) == {}
