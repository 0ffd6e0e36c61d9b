"""Records are read once, and again when they are written anew."""

from evenhand.observations.disk import Disk
from evenhand.observations.records import Records


class Counting(Disk):
    """Notes what is read; of one file it says that it was removed after it had been listed."""

    def __init__(self):
        self.read = []

    def read_text(self, path):
        self.read.append(path.name)
        if path.name == "gone.json":
            raise FileNotFoundError(path)
        return super().read_text(path)


def test_a_record_is_read_once_until_it_is_written_anew(tmp_path):
    disk = Counting()
    records = Records(tmp_path / "records", lambda text, name: (name, text), disk=disk)
    assert records.all() == []
    for name, text in (("b", "1"), ("a", "2"), ("gone", "3")):
        disk.write_whole(text, tmp_path / "records" / f"{name}.json")

    assert records.all() == [("a.json", "2"), ("b.json", "1")]
    disk.write_whole("4", tmp_path / "records" / "b.json")
    (tmp_path / "records" / "a.json").unlink()

    assert records.all() == [("b.json", "4")]
    assert disk.read.count("a.json") == 1
    assert disk.read.count("b.json") == 2
