"""A disk that never fails, for lives that are many: see simulators.disk for one that does."""


class MemoryDisk:
    """See evenhand.ledger.storage.Disk: what is written is there, and lasts."""

    def __init__(self):
        self.files = {}
        self.folders = {}

    def read(self, path):
        found = self.files.get(path)
        return None if found is None else bytes(found)

    def names(self, folder):
        return sorted(self.folders.get(folder, ()))

    def make_folder(self, folder):
        self.folders.setdefault(folder, set())

    def write(self, path, content):
        folder, _, name = path.rpartition("/")
        self.folders.setdefault(folder, set()).add(name)
        self.files[path] = content

    def write_at(self, path, offset, content):
        found = self.files[path]
        if not isinstance(found, bytearray):
            found = self.files[path] = bytearray(found)
        found[offset : offset + len(content)] = content

    def rename(self, old, new):
        self.write(new, self.files[old])
        self.remove(old)

    def remove(self, path):
        folder, _, name = path.rpartition("/")
        self.folders[folder].discard(name)
        del self.files[path]

    def sync(self, paths):
        """Nothing to do."""

    def sync_folders(self, folders):
        """Nothing to do."""
