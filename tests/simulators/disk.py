"""A disk that loses power, or whose program is killed, at any step: what was not synced may be there, torn, or gone."""

from random import Random


class Cut(BaseException):
    """The power is gone; nothing catches it."""


class Content:
    """What a file holds for programs now, and what of it the disk holds."""

    def __init__(self):
        self.now = b""
        self.lasting = b""


class FragileDisk:
    """See evenhand.ledger.storage.Disk. Step number `cut_at` never happens, or happens by half."""

    def __init__(self):
        self.names_now = {}
        self.names_lasting = {}
        self.folders = {""}
        self.unsure = set()
        """Folders whose own names were not synced."""
        self.moves = []
        """Changes of names that no folder was synced after, in order: (path, content or None)."""
        self.steps = 0
        self.cut_at = None

    def _step(self, half=None):
        self.steps += 1
        if self.steps == self.cut_at:
            if half is not None:
                half()
            raise Cut

    def read(self, path):
        found = self.names_now.get(path)
        return None if found is None else found.now

    def names(self, folder):
        inside = f"{folder}/" if folder else ""
        return sorted({path.removeprefix(inside).split("/")[0] for path in self.names_now if path.startswith(inside)})

    def make_folder(self, folder):
        assert folder.rpartition("/")[0] in self.folders, f"no folder for {folder}"
        self._step()
        if folder not in self.folders:
            self.folders.add(folder)
            self.unsure.add(folder)

    def write(self, path, content):
        assert path.rpartition("/")[0] in self.folders, f"no folder for {path}"
        self._step()
        file = Content()
        self._name(path, file)
        self._step(half=lambda: setattr(file, "now", content[: len(content) // 2]))
        file.now = content

    def write_at(self, path, offset, content):
        file = self.names_now[path]
        before = file.now.ljust(offset + len(content), b"\0")

        def put(part):
            file.now = before[:offset] + part + before[offset + len(part) :]

        self._step(half=lambda: put(content[: len(content) // 2]))
        put(content)

    def rename(self, old, new):
        self._step()
        self._name(new, self.names_now[old])
        self._name(old, None)

    def remove(self, path):
        self._step()
        self._name(path, None)

    def sync(self, paths):
        for path in paths:
            self._step()
            file = self.names_now[path]
            file.lasting = file.now

    def sync_folders(self, folders):
        for folder in folders:
            self._step()
            for path, file in self.moves:
                if path.rpartition("/")[0] == folder:
                    _put(self.names_lasting, path, file)
            self.unsure -= {made for made in self.unsure if made.rpartition("/")[0] == folder}
            self.moves = [(path, file) for path, file in self.moves if path.rpartition("/")[0] != folder]

    def killed(self):
        """The disk as the next program finds it: all that was written is there, though it may not last."""
        self.cut_at, self.steps = None, 0
        return self

    def without_power(self, chance: Random):
        """The disk after the power came back: of what was not synced some is there, some half, some not."""
        after = FragileDisk()
        gone = tuple(f"{folder}/" for folder in sorted(self.unsure) if chance.random() < 0.5)
        after.folders = {folder for folder in self.folders if not f"{folder}/".startswith(gone)}
        after.names_lasting = {path: file for path, file in self.names_lasting.items() if not path.startswith(gone)}
        for folder in sorted(after.folders):
            moves = [(path, file) for path, file in self.moves if path.rpartition("/")[0] == folder]
            for path, file in moves[: chance.randint(0, len(moves))]:
                _put(after.names_lasting, path, file)
        for file in dict.fromkeys(after.names_lasting.values()):
            file.now = file.lasting = _torn(file, chance)
        after.names_now = dict(after.names_lasting)
        return after

    def _name(self, path, file):
        _put(self.names_now, path, file)
        self.moves.append((path, file))


def _put(names, path, file):
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _torn(file, chance):
    """Each sector as it was, or as it was written; the length likewise."""
    if file.now == file.lasting:
        return file.now
    sector = 64  # small, for tests write little
    length = chance.choice([len(file.now), len(file.lasting)])
    parts = []
    for at in range(0, length, sector):
        source = chance.choice([file.now, file.lasting])
        parts.append(source[at : at + sector].ljust(min(sector, length - at), b"\0"))
    return b"".join(parts)
