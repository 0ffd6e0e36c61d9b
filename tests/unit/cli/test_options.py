import os

import pytest

from evenhand.cli.options import openers, read_mapping
from evenhand.foundation.problems import Problem
from unit.cli.command import run, written_agreement, written_feeds


class TestReadMapping:
    def test_none_given_is_none(self):
        assert read_mapping(None) is None

    @pytest.mark.parametrize(
        "text",
        ["- a list", "a: [", "\udcff", "time: 2020-13-45", "[" * 20_000],
        ids=["a-list", "broken-yaml", "not-utf-8", "no-such-day", "too-deep"],
    )
    def test_refuses_what_is_no_mapping_and_says_why(self, tmp_path, text):
        path = tmp_path / "mapping.yaml"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))

        with pytest.raises(Problem) as caught:
            read_mapping(path)

        assert caught.value.code == "cli.bad-mapping"
        assert str(path) in str(caught.value)


class TestOpeners:
    def test_a_folder_stands_for_its_files_in_order_of_name_hidden_ones_left_out(self, tmp_path):
        folder = written_feeds(tmp_path / "feeds")
        (folder / ".hidden").write_text("x")

        names = [name for name, _opener in openers((folder,), mapping=None, received_at=None, time_zone=None)]

        assert names == [str(folder / "flights.csv"), str(folder / "identities.csv")]

    def test_a_pipe_is_refused_for_it_might_never_end(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")

        with pytest.raises(Problem) as caught:
            openers((tmp_path / "pipe",), mapping=None, received_at=None, time_zone=None)

        assert caught.value.code == "cli.not-a-file"

    def test_a_path_that_is_not_there_is_said(self, tmp_path):
        with pytest.raises(Problem) as caught:
            openers((tmp_path / "none.csv",), mapping=None, received_at=None, time_zone=None)

        assert caught.value.code == "cli.no-such-input"


@pytest.mark.parametrize(("value", "code"), [("2026-03-02T04:00", "naive-instant"), ("soon", "not-an-instant")])
def test_an_instant_on_the_command_line_needs_its_zone(capsys, tmp_path, value, code):
    folder = written_agreement(tmp_path / "coast")

    ran = run(capsys, "watch", folder, written_feeds(tmp_path / "feeds"), "--as-of", value)

    assert ran.status == 1
    assert ran.err.startswith(f"foundation.{code}: --as-of is")
