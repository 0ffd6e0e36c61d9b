"""Agreements on disk: find them by name or path, read their files as bytes, load them."""

from functools import lru_cache
from importlib.resources import files as package_files
from pathlib import Path

from evenhand.agreements.model import Agreement
from evenhand.agreements.nodes import MAX_FILE_BYTES
from evenhand.agreements.reading import AGREEMENT_FILE, read_agreement
from evenhand.foundation.problems import ProblemKind

NO_SUCH_AGREEMENT = ProblemKind(
    code="sources.no-such-agreement",
    blame="missing",
    message="There is no agreement {name!r}. Name a folder that holds agreement.yaml, or one of: {bundled}.",
)
UNREADABLE_AGREEMENT_FILE = ProblemKind(
    code="sources.unreadable-agreement-file",
    blame="operator",
    message="{path} cannot be read: {reason}. Check that it is a plain file which you may read.",
)

VERSIONS_FOLDER = "versions"
"""Earlier versions of an agreement stand in folders under this one."""


def agreement_files(folder: Path) -> dict[str, bytes]:
    """The files of the agreement in `folder`: agreement.yaml, places.yaml and rules/*.yaml, by path with `/`.

    Files of other names are left alone; a file beyond the size limit is read only so far that the reader refuses it.

    Raises:
        NO_SUCH_AGREEMENT: no agreement.yaml there.
        UNREADABLE_AGREEMENT_FILE: a file cannot be opened.
    """
    if not (folder / AGREEMENT_FILE).is_file():
        raise NO_SUCH_AGREEMENT(name=str(folder), bundled=", ".join(bundled()))
    paths = [folder / AGREEMENT_FILE, folder / "places.yaml", *sorted((folder / "rules").glob("*.yaml"))]
    contents = {}
    for path in paths:
        if path.name == "places.yaml" and path.parent == folder and not path.exists():
            continue
        try:
            with path.open("rb") as stream:
                contents[path.relative_to(folder).as_posix()] = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise UNREADABLE_AGREEMENT_FILE(path=path, reason=error.strerror or error) from None
    return contents


def bundled() -> tuple[str, ...]:
    """Ids of the agreements that come with Evenhand, sorted.

    >>> bundled() == tuple(sorted(bundled()))
    True
    """
    return tuple(sorted(path.parent.name for folder in _libraries() for path in folder.glob(f"*/{AGREEMENT_FILE}")))


def find_agreement(name_or_path: str) -> Path:
    """The folder of an agreement: a path, the id of a bundled one, or `ID@VERSION` for a folder under its versions.

    Raises:
        NO_SUCH_AGREEMENT: neither a folder with agreement.yaml nor a bundled id.
    """
    path = Path(name_or_path)
    if path.name == AGREEMENT_FILE and path.is_file():
        return path.parent
    if (path / AGREEMENT_FILE).is_file():
        return path
    name, _, version = name_or_path.partition("@")
    if name in bundled():
        for library in _libraries():
            folder = library / name / VERSIONS_FOLDER / version if version else library / name
            if (folder / AGREEMENT_FILE).is_file():
                return folder
    raise NO_SUCH_AGREEMENT(name=name_or_path, bundled=", ".join(bundled()))


def load_agreement(name_or_path: str) -> Agreement:
    """Find, read and check an agreement.

    Raises:
        NO_SUCH_AGREEMENT: nothing of that name.
        FAULTY: what is wrong in its files.
    """
    return read_agreement(agreement_files(find_agreement(name_or_path)), origin=name_or_path)


def load_versions(name_or_path: str) -> tuple[Agreement, ...]:
    """An agreement and its earlier versions (folders under `versions/`), earliest in force first."""
    folder = find_agreement(name_or_path)
    folders = [folder, *(path.parent for path in (folder / VERSIONS_FOLDER).glob(f"*/{AGREEMENT_FILE}"))]
    loaded = [read_agreement(agreement_files(path), origin=str(path)) for path in folders]
    return tuple(sorted(loaded, key=lambda one: (one.in_force.begins_at or one.signed_at, one.version)))


@lru_cache(maxsize=1)
def _libraries() -> tuple[Path, ...]:
    """Where bundled agreements are: in the installed package, else at the root of the repository."""
    package = Path(str(package_files("evenhand.agreements")))
    places = (package / "library", package.parents[2] / "agreements")
    return tuple(place for place in places if place.is_dir())[:1]
