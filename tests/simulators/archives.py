"""Archives for tests: a small record with a report, a source, evidence and an earlier checkpoint."""

import hashlib
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.ledger.archives import Exhibit, Handover, Opening, Validity
from evenhand.ledger.notes import sign
from evenhand.ledger.statements import seal
from simulators.logs import MINUTE, NOON, NORTH, POLICY_TEXT, SOUTH, SWISS, UN, Published, entry, opened

PHOTO = b"a photograph of the line" * 3
DIGEST = hashlib.sha256(PHOTO).hexdigest()
AUTHOR = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def salts(seed):
    """Salts that are the same in every run."""
    numbers = count()
    return lambda: hashlib.sha256(f"{seed} {next(numbers)}".encode()).digest()


def statement_of(number, *, photo=False):
    """The statement of one entry, with its fields."""
    fields = {"author": f"user-{number}", "finding": f"finding {number} ضابط", "count": {"a": [1, 2.5, None]}}
    if photo:
        fields["photo"] = DIGEST
    return seal(
        fields,
        organisation="mission",
        at=NOON,
        kind="reports.received",
        subject=f"report-{number}",
        salts=salts(number),
        key=AUTHOR if number % 3 == 0 else None,
    )


def handover(size=7, *, cosigners=(NORTH, SOUTH, UN), others=0, **changes):
    """What an archive of a small record is made from; one field of each entry is withheld."""
    sealed = [statement_of(number, photo=number == 2) for number in range(size)]
    log = opened()
    log.append([one.statement.entry() for one in sealed[: size // 2]])
    early = log.publish(NOON).note.content()
    log.append([one.statement.entry() for one in sealed[size // 2 :]])
    log.append([entry(number) for number in range(others)])
    text = log.publish(NOON + MINUTE).checkpoint.text()
    if cosigners:
        signatures = [sign(text, key, at_s=int(NOON.timestamp()) + 60) for key in cosigners]
        newest = log.add_cosignatures(signatures, [key.verifier for key in (NORTH, SOUTH, UN, SWISS)])
    else:
        newest = log.publish(NOON + MINUTE)
    openings = [
        Opening(index=index, shown=shown)
        for index, one in enumerate(sealed)
        for shown in sorted(one.shown, key=lambda shown: shown.field)
        if shown.field != "author"
    ]
    exhibits = [Exhibit(index=2, field="photo", digest=DIGEST, held=True)] if size > 2 else []
    made = {
        "log": Published.of(log._disk),
        "newest": newest,
        "seen": [early],
        "openings": lambda: iter(openings),
        "exhibits": lambda: iter(exhibits),
        "content": lambda _digest: iter([PHOTO]),
        "policies": [Validity(policy=POLICY_TEXT, since=NOON)],
        "keys": [{"key": AUTHOR.public_key().public_bytes_raw().hex(), "organisation": "mission"}],
        "agreements": {"line/1/agreement.yaml": b"agreement: line\n"},
        "made_at": NOON + MINUTE,
        "made_by": "mission",
        "made_for": "north",
    }
    return Handover(**{**made, **changes})


class Kept(dict):
    """The files of an archive in memory; change them as you like."""

    def names(self):
        return list(self)

    def read(self, path):
        return self.get(path)

    def chunks(self, path):
        content = self.get(path, b"")
        return (content[at : at + 1000] for at in range(0, len(content), 1000))


def kept(files):
    """Files as an archive in memory."""
    return Kept({path: b"".join(pieces) for path, pieces in files})
