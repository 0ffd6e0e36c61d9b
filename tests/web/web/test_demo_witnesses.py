"""The demo's witnesses are processes of their own: they must not outlive it."""

import subprocess
import sys
import time

from evenhand_web.web.management.demo_witnesses import ends_with_parent

PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print(child.pid, flush=True)
sys.stdin.read()
os.kill(os.getpid(), 9)
"""


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_ends_with_the_one_that_started_it_however_that_ends():
    child = ends_with_parent("print('on', flush=True); time.sleep(120)")
    command = [sys.executable, "-c", PARENT, child]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        said = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
        pid = int((said - {"on"}).pop())
        assert is_running(pid)
        parent.stdin.close()
        parent.wait(20)
    until = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.2)
    assert not is_running(pid)
    assert parent.returncode == -9
