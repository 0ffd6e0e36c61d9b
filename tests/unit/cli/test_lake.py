from unit.cli.command import run, written_feeds


def test_says_what_came_in_and_what_was_there_already(capsys, tmp_path):
    feeds = written_feeds(tmp_path / "feeds")

    first = run(capsys, "lake", "add", tmp_path / "lake", feeds)
    again = run(capsys, "lake", "add", tmp_path / "lake", feeds)

    assert "flights.csv: 3 rows kept, 1 set aside." in first.out
    assert again.out.count("already in the lake, nothing changed.") == 2


def test_lists_files_with_their_counts_and_span(capsys, tmp_path):
    run(capsys, "lake", "add", tmp_path / "lake", written_feeds(tmp_path / "feeds"))

    ran = run(capsys, "lake", "list", tmp_path / "lake")

    assert "flights.csv" in ran.out
    assert "2026-03-02T04:00:00Z .. 2026-03-02T04:10:00Z" in ran.out


def test_an_empty_lake_says_how_to_fill_it(capsys, tmp_path):
    assert "evenhand lake add" in run(capsys, "lake", "list", tmp_path / "lake").out


def test_a_refused_file_is_said_and_the_others_are_loaded(capsys, tmp_path):
    feeds = written_feeds(tmp_path / "feeds")
    (feeds / "broken.json").write_text('{"now": 1, "aircraft": [')

    ran = run(capsys, "lake", "add", tmp_path / "lake", feeds)

    assert ran.status == 3
    assert "broken.json: refused." in ran.err
    assert "flights.csv: 3 rows kept" in ran.out


def test_what_a_disk_changed_is_found_and_mended_by_loading_it_again(capsys, tmp_path):
    lake, feeds = tmp_path / "lake", written_feeds(tmp_path / "feeds")
    run(capsys, "lake", "add", lake, feeds)
    whole = run(capsys, "lake", "check", lake)
    path = min((lake / "positions").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-40])

    damaged = run(capsys, "lake", "check", lake)
    mended = run(capsys, "lake", "add", lake, feeds)

    assert "flights.csv: was damaged in the lake and is whole again, 3 rows." in mended.out
    assert mended.out.count("already in the lake") == 1
    assert (whole.status, "all whole" in whole.out) == (0, True)
    assert damaged.status == 3
    assert f"{path.relative_to(lake)}: not what was written. Load " in damaged.err
    assert run(capsys, "lake", "check", lake).out == whole.out


def test_checking_an_empty_lake_says_how_to_fill_it(capsys, tmp_path):
    assert "evenhand lake add" in run(capsys, "lake", "check", tmp_path / "lake").out


def test_files_of_days_that_ended_are_joined(capsys, tmp_path):
    lake, feeds = tmp_path / "lake", tmp_path / "feeds"
    feeds.mkdir()
    for number in range(3):
        rows = f"icao24:4b1806,2026-03-0{1 + number % 2}T04:00:0{number}Z,15.5,31.0,adsb\n"
        (feeds / f"f{number}.csv").write_text(f"object,seen_at,lon,lat,source\n{rows}", encoding="utf-8")
    run(capsys, "lake", "add", lake, feeds)

    early = run(capsys, "lake", "join", lake, "--before", "2026-03-01")
    days = run(capsys, "lake", "join", lake)
    months = run(capsys, "lake", "join", lake, "--by", "month")

    assert early.out == "Nothing to join: 3 files of positions.\n"
    assert days.out == "positions/day=2026-03-01: 2 files joined into one, 2 rows.\n"
    assert months.out == "positions/month=2026-03: 2 files joined into one, 3 rows.\n"
    assert run(capsys, "lake", "check", lake).status == 0


def test_joining_an_empty_lake_says_how_to_fill_it(capsys, tmp_path):
    assert "evenhand lake add" in run(capsys, "lake", "join", tmp_path / "lake").out
