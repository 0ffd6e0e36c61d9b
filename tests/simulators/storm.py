"""Many phones at once on a bad network, before a server that is killed again and again; and the count afterwards.

Every phone goes on until what it holds is acknowledged. What was acknowledged has to be there, once, byte for byte.
"""

import contextlib
import hashlib
import http.client
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulators.house import House
from unit.reports.forms.samples import BODY, PHOTO, xml

ACCEPTED = (http.client.CREATED, http.client.ACCEPTED)
LOOK = """
import hashlib, json, sys, django; django.setup()
from pathlib import Path
from django.conf import settings
from evenhand_web.intake.models import Version
from evenhand_web.ledger.checking import check
store = Path(str(settings.EVIDENCE)) / "sha256"
true = {}
def is_true(digest):
    if digest not in true:
        path = store / digest[:2] / digest
        true[digest] = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
    return true[digest]
rows = []
for version in Version.objects.prefetch_related("files").iterator(chunk_size=500):
    files = [[file.name, file.digest, is_true(file.digest)] for file in version.files.all()]
    rows.append([version.instance, hashlib.sha256(bytes(version.original)).hexdigest(), version.report_id, files])
found = check()
print(json.dumps({"rows": rows, "faults": [str(one) for one in found.faults], "entries": found.entries}))
"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long, how many, how bad."""

    phones: int
    seconds: float
    kill_every_s: float = 0.0
    """0: the server is not killed."""
    faults: bool = True
    file_bytes: tuple[int, int] = (2_000, 60_000)
    seed: int = 1


@dataclass(kw_only=True)
class Outcome:
    """What the phones remember, and what was found."""

    acknowledged: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    """(instance, digest of its XML) to the (name, digest) of its files that were acknowledged."""
    posts: Counter = field(default_factory=Counter)
    """By status, and by what went wrong on the way."""
    seconds: float = 0.0
    kills: int = 0
    missing: list = field(default_factory=list)
    twice: list = field(default_factory=list)
    damaged: list = field(default_factory=list)
    versions: int = 0

    @property
    def per_second(self) -> float:
        return len(self.acknowledged) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, kw_only=True)
class Held:
    """A finished form on a phone."""

    instance: str
    xml: bytes
    files: dict[str, bytes]


def storm(house: House, tokens: Sequence[str], plan: Plan) -> Outcome:
    """Let it go on for `plan.seconds`, then wait for all phones and count."""
    outcome = Outcome()
    over = time.monotonic() + plan.seconds
    lock = threading.Lock()
    phones = [
        _Phone(house, tokens[n % len(tokens)], random.Random(plan.seed * 1000 + n), plan, outcome, lock)
        for n in range(plan.phones)
    ]
    threads = [threading.Thread(target=phone.run, args=(over,), daemon=True) for phone in phones]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    _kill(house, plan, outcome, over)
    for thread in threads:
        thread.join(60)
    outcome.seconds = time.monotonic() - began
    count(house, outcome)
    return outcome


def count(house: House, outcome: Outcome) -> None:
    """Compare what the phones remember with what lies on the disk."""
    found = json.loads(house.run(LOOK))
    assert found["faults"] == [], "the record is broken"
    rows: dict[tuple[str, str], list] = {}
    for instance, digest, _report, files in found["rows"]:
        rows.setdefault((instance, digest), []).append(files)
    outcome.versions = len(found["rows"])
    for key, files in outcome.acknowledged.items():
        there = rows.get(key, [])
        if not there:
            outcome.missing.append(key)
            continue
        if len(there) > 1:
            outcome.twice.append(key)
        held = Counter((name, digest) for name, digest, _true in there[0])
        outcome.missing += [(*key, file) for file in files if file not in held]
        outcome.twice += [(*key, file) for file, often in held.items() if often > 1]
        outcome.damaged += [(*key, name) for name, _digest, true in there[0] if not true]


def fsyncs_per_second(folder: Path, seconds: float = 2.0) -> float:
    """How often this disk takes a small write for good, one after the other."""
    path = folder / "fsync-probe"
    began, done = time.monotonic(), 0
    with path.open("wb") as file:
        while time.monotonic() - began < seconds:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            done += 1
    path.unlink()
    return done / (time.monotonic() - began)


def _kill(house: House, plan: Plan, outcome: Outcome, over: float) -> None:
    while plan.kill_every_s and time.monotonic() + plan.kill_every_s < over:
        time.sleep(plan.kill_every_s)
        house.kill()
        outcome.kills += 1
        house.start()


class _Phone:
    """One phone: makes a report, and does not let go of it until it is acknowledged."""

    def __init__(
        self, house: House, token: str, chance: random.Random, plan: Plan, outcome: Outcome, lock: threading.Lock
    ) -> None:
        self._house, self._path, self._chance, self._plan = house, f"/collect/{token}/submission", chance, plan
        self._outcome, self._lock = outcome, lock
        self._connection: http.client.HTTPConnection | None = None
        self._made = 0

    def run(self, over: float) -> None:
        while time.monotonic() < over:
            held = self._report()
            acts = [self._plainly, self._in_pieces, self._twice_at_once, self._with_an_edit_first]
            act = self._chance.choice(acts) if self._plan.faults else self._plainly
            if self._plan.faults and self._chance.random() < 0.3:
                self._cut(held)
            act(held, over)
            if self._plan.faults and self._chance.random() < 0.3:
                self._insist(held, held.files, over)
        self._hang_up()

    def _report(self, *, edits: str = "") -> Held:
        self._made += 1
        instance = f"uuid:{self._chance.getrandbits(128):032x}"
        names = [f"{instance[5:17]}-{number}.jpg" for number in range(self._chance.randint(0, 2))]
        attached = "".join(PHOTO.replace("1607250000000.jpg", name) for name in names)
        body = BODY.replace(PHOTO, attached).replace("<serial>7", f"<serial>{self._made}")
        low, high = self._plan.file_bytes
        files = {name: self._chance.randbytes(self._chance.randint(low, high)) for name in names}
        return Held(instance=instance, xml=xml(body, instance=instance, edits=edits), files=files)

    def _plainly(self, held: Held, over: float) -> None:
        self._insist(held, held.files, over)

    def _in_pieces(self, held: Held, over: float) -> None:
        """Files one by one in any order, the form with each of them."""
        pieces = [{name: content} for name, content in held.files.items()] or [{}]
        self._chance.shuffle(pieces)
        for number, piece in enumerate(pieces, start=1):
            self._insist(held, piece, over, more=number < len(pieces))

    def _twice_at_once(self, held: Held, over: float) -> None:
        other = _Phone(self._house, "", self._chance, self._plan, self._outcome, self._lock)
        other._path = self._path
        thread = threading.Thread(target=other._insist, args=(held, held.files, over), daemon=True)
        thread.start()
        self._insist(held, held.files, over)
        thread.join(60)
        other._hang_up()

    def _with_an_edit_first(self, held: Held, over: float) -> None:
        edit = self._report(edits=held.instance)
        self._insist(edit, edit.files, over)
        self._insist(held, held.files, over)

    def _insist(self, held: Held, files: dict[str, bytes], over: float, *, more: bool = False) -> None:
        """Send until it is acknowledged; give up half a minute after the end."""
        body, kind = _body(held, files, more=more)
        while time.monotonic() < over + 30:
            status = self._post(body, kind)
            with self._lock:
                self._outcome.posts[status] += 1
            if status in ACCEPTED:
                self._remember(held, files)
                return
            time.sleep(0.05 + self._chance.random() * 0.2)

    def _remember(self, held: Held, files: dict[str, bytes]) -> None:
        key = (held.instance, hashlib.sha256(held.xml).hexdigest())
        digests = {(name, hashlib.sha256(content).hexdigest()) for name, content in files.items()}
        with self._lock:
            self._outcome.acknowledged.setdefault(key, set()).update(digests)

    def _cut(self, held: Held) -> None:
        """Begin to send, and be gone."""
        body, kind = _body(held, held.files, more=False)
        self._hang_up()
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=10)
            connection.putrequest("POST", self._path)
            connection.putheader("Content-Type", kind)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body[: self._chance.randint(1, len(body) - 1)])
            connection.close()
            with self._lock:
                self._outcome.posts["cut"] += 1

    def _post(self, body: bytes, kind: str) -> int | str:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=60)
            self._connection.request("POST", self._path, body, {"Content-Type": kind})
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return "broken"
        return answer.status

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _body(held: Held, files: dict[str, bytes], *, more: bool) -> tuple[bytes, str]:
    mark = held.instance[5:]
    parts = [("xml_submission_file", "form.xml", held.xml), *((name, name, content) for name, content in files.items())]
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for part, name, content in parts
    )
    if more:
        body += f'--{mark}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode()
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
