"""Plans of commitments on disk: find them by name or path, read their files as bytes, load them."""

from functools import lru_cache
from importlib.resources import files as package_files
from pathlib import Path

from evenhand.agreements.nodes import MAX_FILE_BYTES
from evenhand.commitments.reading import MORE_FOLDER, PLAN_FILE, SAID_FOLDER, PlanFiles, read_plan
from evenhand.foundation.problems import ProblemKind

NO_SUCH_PLAN = ProblemKind(
    code="sources.no-such-plan",
    blame="missing",
    message="There is no plan {name!r}. Name a folder that holds plan.yaml, or one of: {bundled}.",
)
UNREADABLE_PLAN_FILE = ProblemKind(
    code="sources.unreadable-plan-file",
    blame="operator",
    message="{path} cannot be read: {reason}. Check that it is a plain file which you may read.",
)


def plan_files(folder: Path) -> dict[str, bytes]:
    """The files of the plan in `folder`: plan.yaml, commitments/*.yaml and said/*.yaml, by path with `/`.

    Files of other names are left alone; a file beyond the size limit is read only so far that the reader refuses it.

    Raises:
        NO_SUCH_PLAN: no plan.yaml there.
        UNREADABLE_PLAN_FILE: a file cannot be opened.
    """
    if not (folder / PLAN_FILE).is_file():
        raise NO_SUCH_PLAN(name=str(folder), bundled=", ".join(bundled_plans()))
    more = [path for name in (MORE_FOLDER, SAID_FOLDER) for path in sorted((folder / name).glob("*.yaml"))]
    contents = {}
    for path in (folder / PLAN_FILE, *more):
        try:
            with path.open("rb") as stream:
                contents[path.relative_to(folder).as_posix()] = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise UNREADABLE_PLAN_FILE(path=path, reason=error.strerror or error) from None
    return contents


def bundled_plans() -> tuple[str, ...]:
    """Ids of the plans that come with Evenhand, sorted.

    >>> bundled_plans() == tuple(sorted(bundled_plans()))
    True
    """
    return tuple(sorted(path.parent.name for folder in _libraries() for path in folder.glob(f"*/{PLAN_FILE}")))


def find_plan(name_or_path: str) -> Path:
    """The folder of a plan: a path, or the id of a bundled one.

    Raises:
        NO_SUCH_PLAN: neither a folder with plan.yaml nor a bundled id.
    """
    path = Path(name_or_path)
    if path.name == PLAN_FILE and path.is_file():
        return path.parent
    if (path / PLAN_FILE).is_file():
        return path
    found = next((folder / name_or_path for folder in _libraries() if name_or_path in bundled_plans()), None)
    if found is None:
        raise NO_SUCH_PLAN(name=name_or_path, bundled=", ".join(bundled_plans()))
    return found


def load_plan(name_or_path: str) -> PlanFiles:
    """Find, read and check a plan.

    Raises:
        NO_SUCH_PLAN: nothing of that name.
        FAULTY: what is wrong in its files.
    """
    return read_plan(plan_files(find_plan(name_or_path)), origin=name_or_path)


@lru_cache(maxsize=1)
def _libraries() -> tuple[Path, ...]:
    """Where bundled plans are: in the installed package, else at the root of the repository."""
    package = Path(str(package_files("evenhand.commitments")))
    places = (package / "library", package.parents[2] / "commitments")
    return tuple(place for place in places if place.is_dir())[:1]
