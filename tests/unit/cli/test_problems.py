from evenhand.cli.problems import all_problem_kinds
from unit.cli.command import run


def test_lists_every_kind_once_sorted_by_code():
    codes = [declared.kind.code for declared in all_problem_kinds()]

    assert codes == sorted(set(codes))
    assert "foundation.naive-instant" in codes


def test_prints_code_blame_and_message(capsys):
    assert "foundation.naive-instant (caller)\n    {field} is" in run(capsys, "problems").out
