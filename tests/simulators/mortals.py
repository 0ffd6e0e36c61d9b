"""Runs of the command line that can be killed at any moment: a program forks each, so that importing is paid once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from evenhand.cli import watch  # noqa: F401 - paid before the forks
from evenhand.cli.main import main as evenhand


class Mortals:
    """Starts `evenhand` with the same words again and again; what the runs print is gathered in two files."""

    def __init__(self, words: list[str], folder: Path) -> None:
        self.out, self.err = folder / "out", folder / "err"
        paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self._forks = subprocess.Popen(
            [sys.executable, __file__, self.out, self.err, *words],
            env=paths, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._pid = 0

    def start(self) -> None:
        self._pid = int(self._ask("start"))

    def end(self, how: signal.Signals) -> int:
        """Send a signal; the exit status, negative for a signal."""
        os.kill(self._pid, how)
        self._pid = 0
        return int(self._ask("wait"))

    def close(self) -> None:
        """End all, the run that may still be there too."""
        if self._pid:
            self.end(signal.SIGKILL)
        self._forks.stdin.close()
        self._forks.stdout.close()
        self._forks.wait(10)

    def _ask(self, word: str) -> str:
        self._forks.stdin.write(f"{word}\n")
        self._forks.stdin.flush()
        return self._forks.stdout.readline()


def main(out: str, err: str, words: list[str]) -> None:
    child = 0
    for line in sys.stdin:
        if line == "start\n":
            child = os.fork()
            if child == 0:
                for path, number in ((out, 1), (err, 2)):
                    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
                evenhand(words)
                os._exit(0)
            answer = child
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
