"""File systems that die, as in a power cut."""

from evenhand.observations.disk import Disk


class Crash(BaseException):
    """The power went."""


class FailingDisk(Disk):
    """A file system that works for some steps and then never again."""

    def __init__(self, steps):
        self.steps = steps

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name in ("make_folder", "write_table", "write_text", "sync", "rename", "remove"):
            if self.steps <= 0:
                raise Crash
            self.steps -= 1
        return found


class TearingDisk(FailingDisk):
    """Dies in the middle of the last write, leaving half a file under its temporary name."""

    def write_table(self, table, path):
        if super().__getattribute__("steps") <= 0:
            path.write_bytes(b"PAR1 half")
            raise Crash
        super().write_table(table, path)
