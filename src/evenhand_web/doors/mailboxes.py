"""Where letters wait: a maildir, or an IMAP mailbox. A letter is marked as taken there only when we have it safe."""

import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evenhand.foundation.problems import ProblemKind

BAD_MAILBOX = ProblemKind(
    code="doors.bad-mailbox",
    blame="operator",
    message="EVENHAND_MAIL is {address!r}. Write maildir:///folder or imaps://user@host/INBOX.",
)
MAILBOX_UNREACHABLE = ProblemKind(
    code="doors.mailbox-unreachable",
    blame="operator",
    message="The mailbox {address} cannot be read: {fault}. Check its address, the password and the network; "
    "nothing was lost, for what was not taken is still there.",
)

_LOCAL = ("localhost", "127.0.0.1", "::1")
_TIMEOUT_S = 60
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)", re.S)
_HELD_AT_ONCE = 100_000_000
"""A letter larger than this is left where it is; the operator is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One letter that waits."""

    content: bytes
    done: Callable[[], None]
    """Mark it as taken; called when it is safe here."""


def waiting(address: str, *, password: str, skipped: Callable[[str], None]) -> Iterator[Waiting]:
    """The letters that wait at an address, one by one.

    Args:
        address: maildir:///folder, imaps://user@host[:port]/MAILBOX, or imap:// for a server on this machine.
        password: of an IMAP account.
        skipped: told of a letter that is left where it is.

    Raises:
        BAD_MAILBOX, MAILBOX_UNREACHABLE.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir" and parts.path:
        yield from _maildir(Path(unquote(parts.path)), skipped)
    elif parts.scheme == "imaps" or (parts.scheme == "imap" and parts.hostname in _LOCAL):
        yield from _imap(address, password, skipped)
    else:
        raise BAD_MAILBOX(address=_bare(address))


def _maildir(folder: Path, skipped: Callable[[str], None]) -> Iterator[Waiting]:
    """New letters, and those that others moved to `cur` and did not mark as seen; taken ones are marked so."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise MAILBOX_UNREACHABLE(address=str(folder), fault="it has no folders new and cur")
    found = [*(folder / "new").iterdir(), *(one for one in (folder / "cur").iterdir() if not _seen(one.name))]
    for path in sorted(found):
        try:
            if not path.is_file() or path.is_symlink():
                continue
            if path.stat().st_size > _HELD_AT_ONCE:
                skipped(f"{path.name} is larger than {_HELD_AT_ONCE // 1_000_000} MB")
                continue
            content = path.read_bytes()
        except FileNotFoundError:  # another program took it
            continue
        yield Waiting(content=content, done=_marker(folder, path))


def _seen(name: str) -> bool:
    return "S" in name.partition(":2,")[2]


def _marker(folder: Path, path: Path) -> Callable[[], None]:
    def done() -> None:
        base, _, flags = path.name.partition(":2,")
        with suppress(FileNotFoundError):
            path.rename(folder / "cur" / f"{base}:2,{''.join(sorted({*flags, 'S'}))}")

    return done


def _imap(address: str, password: str, skipped: Callable[[str], None]) -> Iterator[Waiting]:
    parts = urlsplit(address)
    with _logged_in(address, password) as box:
        mailbox = unquote(parts.path.lstrip("/")) or "INBOX"
        _sure(box.select(f'"{mailbox}"'), address)
        uids = _sure(box.uid("SEARCH", "UNSEEN"), address)[0].split()
        for uid in uids:
            if _size_of(box, uid, address) > _HELD_AT_ONCE:
                skipped(f"letter {uid.decode()} is larger than {_HELD_AT_ONCE // 1_000_000} MB")
                continue
            answer = _sure(box.uid("FETCH", uid, "(BODY.PEEK[])"), address)  # PEEK: not marked as seen by reading
            content = next((piece[1] for piece in answer if isinstance(piece, tuple)), None)
            if content is None:  # somebody else removed it
                continue
            yield Waiting(content=content, done=_flagger(box, uid, address))


def _flagger(box: imaplib.IMAP4, uid: bytes, address: str) -> Callable[[], None]:
    def done() -> None:
        _sure(box.uid("STORE", uid, "+FLAGS", r"(\Seen)"), address)

    return done


def _size_of(box: imaplib.IMAP4, uid: bytes, address: str) -> int:
    for piece in _sure(box.uid("FETCH", uid, "(RFC822.SIZE)"), address):
        match = _SIZE.search(piece[0] if isinstance(piece, tuple) else piece or b"")
        if match is not None:
            return int(match[2] or match[3])
    return 0


@contextmanager
def _logged_in(address: str, password: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    box: imaplib.IMAP4 | None = None
    try:
        if parts.scheme == "imaps":
            context = ssl.create_default_context()
            box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=_TIMEOUT_S)
        else:
            box = imaplib.IMAP4(host, parts.port or 143, timeout=_TIMEOUT_S)
        box.login(unquote(parts.username or ""), password)
        yield box
    except (imaplib.IMAP4.error, OSError, ssl.SSLError, socket.gaierror) as fault:
        told = " ".join(str(fault).split())[:200]
        raise MAILBOX_UNREACHABLE(address=_bare(address), fault=told) from None
    finally:
        if box is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()


def _sure(answer: tuple[str, list], address: str) -> list:  # type: ignore[type-arg]
    status, data = answer
    if status != "OK":
        raise MAILBOX_UNREACHABLE(address=_bare(address), fault=str(data)[:200])
    return [piece for piece in data if piece is not None] or [b""]


def _bare(address: str) -> str:
    """The address without a password that somebody may have written into it."""
    return re.sub(r"(//[^:/@]*):[^@/]*@", r"\1@", address)[:200]
