import os
import time

import pytest

from evenhand.sources.feeds.folder import SETTLED_S, FolderFeed


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def feed(folder, clock, told):
    return FolderFeed(folder, tell=told.append, monotonic=clock)


def names(feed, *, everything=False):
    return [path.name for path in feed.ready(everything=everything)]


def test_a_file_is_handed_out_once_it_has_come_to_rest_and_then_not_again(feed, folder, clock):
    (folder / "a.csv").write_text("x")
    assert names(feed) == []
    clock.now += SETTLED_S
    (path,) = feed.ready(everything=False)
    feed.taken(path)
    clock.now += SETTLED_S

    assert names(feed) == []
    assert path.exists()


def test_a_file_that_grows_is_waited_for(feed, folder, clock):
    for text in ("a", "ab", "abc"):
        (folder / "a.csv").write_text(text)
        assert names(feed) == []
        clock.now += SETTLED_S * 0.9
    clock.now += SETTLED_S

    assert names(feed) == ["a.csv"]


@pytest.mark.skipif(not hasattr(__import__("fcntl"), "F_SETLEASE"), reason="this system does not say who writes")
def test_a_file_that_somebody_has_open_for_writing_is_not_taken_however_long_it_rests(feed, folder, clock):
    with (folder / "a.csv").open("w") as writer:
        writer.write("half a li")
        writer.flush()
        names(feed)
        clock.now += 3600
        assert names(feed, everything=True) == []
    assert names(feed, everything=True) == ["a.csv"]


def test_a_file_that_changes_after_it_was_taken_is_another_file(feed, folder, clock):
    (folder / "a.csv").write_text("x")
    (path,) = feed.ready(everything=True)
    path.write_text("xy")  # between the reading and the word that it is in the lake
    feed.taken(path)
    names(feed)
    clock.now += SETTLED_S

    assert names(feed) == ["a.csv"]


def test_a_refused_file_is_left_alone_until_it_changes(feed, folder, clock):
    (folder / "a.csv").write_text("junk")
    (path,) = feed.ready(everything=True)
    feed.refused(path)
    assert names(feed, everything=True) == []
    path.write_text("better")

    assert names(feed, everything=True) == ["a.csv"]


def test_hidden_and_unfinished_files_and_folders_are_left_out_and_deep_ones_found(feed, folder):
    for name in (".hidden", "a.part", "b.TMP", "c.csv~", ".d/e.csv", "f/g/h.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    os.mkfifo(folder / "pipe")

    assert names(feed, everything=True) == ["h.csv"]


def test_files_come_in_the_order_in_which_they_were_written(feed, folder):
    for age, name in enumerate(("new", "middle", "old")):
        (folder / name).write_text(name)
        os.utime(folder / name, (time.time() - 100 * age, time.time() - 100 * age))

    assert names(feed, everything=True) == ["old", "middle", "new"]


def test_one_file_can_be_a_feed(tmp_path, clock, told):
    (tmp_path / "identities.csv").write_text("x")

    assert names(FolderFeed(tmp_path / "identities.csv", tell=told.append, monotonic=clock), everything=True) == [
        "identities.csv"
    ]


def test_a_folder_that_is_not_there_is_said_once_and_looked_for_again(tmp_path, clock, told):
    feed = FolderFeed(tmp_path / "later", tell=told.append, monotonic=clock)
    assert (names(feed), names(feed)) == ([], [])
    assert [event.what for event in told] == ["gone"]
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a").write_text("x")

    assert names(feed, everything=True) == ["a"]


def test_taken_files_can_be_moved_and_keep_apart_from_others_of_their_name(tmp_path, folder, clock, told):
    feed = FolderFeed(folder, tell=told.append, monotonic=clock, move_to=folder / "done")
    for _time in range(2):
        (folder / "a.csv").write_text("x")
        (path,) = feed.ready(everything=True)
        feed.taken(path)

    assert sorted(path.name for path in (folder / "done").iterdir()) == ["a-2.csv", "a.csv"]
    assert names(feed, everything=True) == []


def test_links_out_of_the_folder_are_left_alone_and_that_is_said_once(feed, folder, clock, told, tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_text("x")
    (folder / "a.csv").write_text("x")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "way.csv").symlink_to("../secret.csv")
    (folder / "more").symlink_to(tmp_path / "elsewhere")
    (folder / "again.csv").symlink_to(folder / "a.csv")

    assert sorted(names(feed, everything=True)) == ["a.csv", "again.csv"]
    assert sorted(names(feed, everything=True)) == ["a.csv", "again.csv"]
    said = [one.details["name"] for one in told if one.what == "outside"]
    assert said[:2] == ["link.csv", "way.csv"]
    assert len(said) == len(set(said))


def test_a_folder_that_is_itself_reached_by_a_link_is_followed(folder, clock, told, tmp_path):
    (folder / "a.csv").write_text("x")
    (tmp_path / "in-by-link").symlink_to(folder)

    assert names(FolderFeed(tmp_path / "in-by-link", tell=told.append, monotonic=clock), everything=True) == ["a.csv"]
    assert told == []
