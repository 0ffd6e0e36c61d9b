"""Files on their way in."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from evenhand_web.devices import incoming
from evenhand_web.devices.incoming import Incoming
from evenhand_web.evidence.storage import storage


def arriving() -> list[Path]:
    return list(Path(settings.WORKSPACE, "arriving").iterdir())


def test_a_file_is_in_the_store_under_its_digest_and_no_longer_on_its_way():
    one = Incoming()
    for part in (b"one ", b"two"):
        one.write(part)
    kept = one.keep()

    with storage().open(kept.digest) as file:
        assert file.read() == b"one two"
    assert (kept.size_bytes, arriving()) == (7, [])


def test_what_is_discarded_leaves_nothing():
    one = Incoming()
    one.write(b"half")
    one.discard()
    one.discard()
    assert arriving() == []


@pytest.mark.parametrize(("hours", "stays"), [(23, True), (25, False)])
def test_what_a_killed_process_left_is_forgotten_a_day_later(hours, stays):
    left = Path(settings.WORKSPACE, "arriving", "left")
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (time.time() - hours * 3600,) * 2)
    incoming._folder.cache_clear()
    Incoming().discard()
    assert left.exists() is stays
    left.unlink(missing_ok=True)
