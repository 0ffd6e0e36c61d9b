"""A log on a real disk."""

import multiprocessing
import os
import signal

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.checkpoints import open_checkpoint
from evenhand.ledger.log import CHECKPOINT, Log
from evenhand.sources.ledger_files import LOG_IN_USE, Folder
from simulators.logs import LOG_KEY, MINUTE, NOON, ORIGIN, brute_root, entry


def opened(path):
    return Log(Folder(path), origin=ORIGIN, keys=[LOG_KEY])


def test_a_log_goes_on_where_it_ended(tmp_path):
    log = opened(tmp_path / "log")
    for number in range(300):
        log.append([entry(number)])
    log.publish(NOON)
    log.append([entry(300)])

    again = opened(tmp_path / "log")
    assert again.size == 301
    assert again.publish(NOON + MINUTE).checkpoint.root == brute_root([entry(n) for n in range(301)])
    assert open_checkpoint((tmp_path / "log" / CHECKPOINT).read_bytes(), logs=[LOG_KEY.verifier]).checkpoint.size == 301


def test_what_is_not_there_is_none_and_paths_are_those_of_the_folder(tmp_path):
    folder = Folder(tmp_path)
    folder.make_folder("a")
    folder.make_folder("a")
    folder.write("a/b", b"12345")
    folder.write_at("a/b", 3, b"678")
    folder.sync(["a/b"])
    folder.sync(["a/b", "a/b", "a/b"])
    folder.sync_folders(["", "a"])
    folder.rename("a/b", "a/c")

    assert (folder.read("a/b"), folder.read("a/c"), folder.read("a"), folder.read("a/c/d")) == (
        None,
        b"123678",
        None,
        None,
    )
    assert (folder.names(""), folder.names("none")) == (["a"], [])
    folder.remove("a/c")
    folder.remove("a/c")
    folder.close()
    assert folder.names("a") == []


def _append_for_ever(path, pipe):
    log = opened(path)
    while True:
        log.append([entry(log.size), entry(log.size + 1)])
        pipe.send(log.size)
        if log.size % 20 == 0:
            log.publish(NOON)


@pytest.mark.parametrize("told", [1, 7, 40])
def test_a_killed_program_loses_nothing_that_it_acknowledged(tmp_path, told):
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=_append_for_ever, args=(tmp_path / "log", writer))
    child.start()
    for _ in range(told):
        acknowledged = reader.recv()
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while reader.poll():
        acknowledged = reader.recv()

    log = opened(tmp_path / "log")
    assert log.size >= acknowledged
    assert log.publish(NOON).checkpoint.root == brute_root([entry(n) for n in range(log.size)])


def test_a_folder_that_is_held_is_not_held_twice(tmp_path):
    with Folder(tmp_path).locked():
        with pytest.raises(Problem) as problem, Folder(tmp_path).locked():
            pass
        assert problem.value.kind == LOG_IN_USE
    with Folder(tmp_path).locked():
        assert Folder(tmp_path).names("") == [".lock"]


def test_whoever_waits_gets_the_folder_when_it_is_free(tmp_path):
    folder = Folder(tmp_path)
    with folder.locked():
        with pytest.raises(Problem) as problem, folder.locked(wait_s=0.1):
            pass
        assert problem.value.kind == LOG_IN_USE
    with folder.locked(wait_s=1):
        pass
