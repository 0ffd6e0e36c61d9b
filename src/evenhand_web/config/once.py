"""Secrets that a server makes for itself: written once, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def written_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; `make` says what, where there is none. Of several processes one wins, all read the same."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        # link() fails where another process was first: all of them then use the same file.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
