from unit.cli.command import run


def test_the_same_seed_gives_the_same_bytes(capsys, tmp_path):
    for name in ("one", "two"):
        assert run(capsys, "simulate", tmp_path / name, "--seed", "7").status == 0
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))

    assert one == two
    assert len(one) > 10
