"""The demo from the outside: a process of its own, as people start it."""

import os
import socket
import subprocess
import sys

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.web.management.commands.demo import free_port


def run_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
    command = [sys.executable, "-m", "evenhand_web.manage", "demo", "--no-serve", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_builds_a_workspace_and_the_second_time_keeps_it(tmp_path):
    folder = str(tmp_path / "demo")
    first = run_demo("--workspace", folder)
    again = run_demo("--workspace", folder)
    other = run_demo("--workspace", folder, "--seed", "5")

    assert first.returncode == 0, first.stderr
    assert "evenhand-demo-2020" in first.stdout
    assert "alerts" in first.stdout
    assert again.returncode == 0
    assert "simulation" not in again.stdout
    assert other.returncode != 0
    assert "demo --fresh" in other.stderr


def test_takes_the_next_port_if_one_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert port < free_port("127.0.0.1", port) < port + 50


def test_an_address_that_is_not_ours_has_no_free_port():
    with pytest.raises(Problem) as caught:
        free_port("192.0.2.1", 8000)

    assert caught.value.code == "web.no-free-port"
