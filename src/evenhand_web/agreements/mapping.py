"""An adopted version as an agreement and back."""

from collections.abc import Mapping
from functools import lru_cache

from evenhand.agreements.model import Agreement
from evenhand.agreements.reading import read_agreement
from evenhand_web.agreements.models import AgreementVersion


def files_to_text(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files as the row keeps them. `read_agreement` has refused what is not UTF-8 before this."""
    return {name: content.decode("utf-8") for name, content in sorted(files.items())}


def text_to_files(row: AgreementVersion) -> dict[str, bytes]:
    """The files of a row, byte for byte as adopted."""
    return {name: text.encode("utf-8") for name, text in row.files.items()}


@lru_cache(maxsize=32)
def agreement_of(digest: str) -> Agreement:
    """The agreement with that digest, read once a process: the digest fixes every byte, so this never grows stale."""
    row = AgreementVersion.objects.get(digest=digest)
    return read_agreement(text_to_files(row), origin=str(row))
