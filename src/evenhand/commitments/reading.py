"""From the files of a plan to the plan and what is said of it, or to every fault that is in them.

Pure: files come in as bytes by name. `evenhand.sources.plan_files` fetches them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.agreements.faults import Fault
from evenhand.agreements.kinds import Schema
from evenhand.agreements.nodes import Book, Where, read_nodes
from evenhand.agreements.records import Record, define
from evenhand.commitments.acts import Act
from evenhand.commitments.building import build_acts, build_plan
from evenhand.commitments.layout import MORE, PLAN, SAID
from evenhand.commitments.model import Plan
from evenhand.foundation.problems import Problem, ProblemKind

FAULTY = ProblemKind(
    code="commitments.faulty-plan",
    blame="caller",
    message="The plan {origin} has {count} fault(s). {first} Mend each fault that is listed and read the plan again.",
)
PLAN_FILE, MORE_FOLDER, SAID_FOLDER = "plan.yaml", "commitments/", "said/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFiles:
    """A plan, what is said of its commitments, and warnings about its files."""

    plan: Plan
    acts: tuple[Act, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_plan(files: Mapping[str, bytes], *, origin: str) -> PlanFiles:
    """The plan in `files`.

    Args:
        files: content by path in the plan's folder, with `/`: plan.yaml, commitments/NAME.yaml for more of them,
            said/NAME.yaml for what is said of them. Other files are left alone.
        origin: what people call the folder; it appears in the Problem.

    Raises:
        FAULTY: with every fault and warning under `details["faults"]`, a tuple of Fault.
    """
    book = Book()
    draft = _read(files, PLAN_FILE, PLAN, book)
    more = tuple(_read(files, name, MORE, book) for name in _in_folder(files, MORE_FOLDER))
    said = tuple(_read(files, name, SAID, book) for name in _in_folder(files, SAID_FOLDER))
    _check_names(book)
    for file, where in _commitments(draft, more, files, book):
        _check_readings(file, where)
    _check_amounts((draft, *more, *said), Where(book, PLAN_FILE))
    faults = tuple(sorted(book.faults, key=lambda fault: (fault.file, fault.line, fault.column)))
    grave = tuple(fault for fault in faults if fault.severity == "fault")
    if grave:
        raise _faulty(origin, grave, faults)
    acts = tuple(act for one in said for act in build_acts(one))
    return PlanFiles(plan=build_plan(draft, more), acts=acts, warnings=faults)


def plan_schema() -> Schema:
    """The JSON Schema (2020-12) of a plan's files, made from the same table as the reader.

    >>> plan_schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    definitions: Schema = {}
    for record in (PLAN, MORE, SAID):
        define(record, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evenhand plan files",
        "description": "plan.yaml, commitments/NAME.yaml and said/NAME.yaml of a plan; see the methods page.",
        "type": "object",
        "if": {"required": ["plan"]},
        "then": PLAN.schema(),
        "else": {"if": {"required": ["commitments"]}, "then": MORE.schema(), "else": SAID.schema()},
        "$defs": dict(sorted(definitions.items())),
    }


def _faulty(origin: str, grave: tuple[Fault, ...], faults: tuple[Fault, ...]) -> Problem:
    return FAULTY(origin=origin, count=len(grave), first=str(grave[0]), faults=faults)


def _in_folder(files: Mapping[str, bytes], folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(folder) and name.endswith(".yaml"))


def _read(files: Mapping[str, bytes], name: str, record: Record, book: Book) -> dict[str, Any]:
    where = Where(book, name)
    if name not in files:
        where.fault("file-missing", value=name)
        return {}
    node = read_nodes(files[name], where)
    return (record.read(node, where) if node is not None else None) or {}


def _check_names(book: Book) -> None:
    for nouns, name, where in book.named:
        known = [word for noun in nouns for word in book.defined.get(noun, {})]
        if name not in known:
            where.fault("unknown-name", value=name, noun=nouns[0], allowed=tuple(sorted(known)))


def _commitments(
    draft: Mapping[str, Any], more: tuple[Mapping[str, Any], ...], files: Mapping[str, bytes], book: Book
) -> Iterable[tuple[Mapping[str, Any], Where]]:
    names = (PLAN_FILE, *_in_folder(files, MORE_FOLDER))
    for part, name in zip((draft, *more), names, strict=True):
        root = Where(book, name).into("commitments")
        for number, one in enumerate(part.get("commitments", ())):
            yield one, root.into(number)


def _check_readings(draft: Mapping[str, Any], where: Where) -> None:
    for number, reading in enumerate(draft.get("readings", ())):
        if "day" in reading and "after" in reading:
            where.into("readings").into(number).fault("two-deadlines", value=str(reading["day"]))


def _check_amounts(value: Any, where: Where) -> None:
    """No amount's least is more than its most, wherever it stands."""
    if isinstance(value, Mapping):
        low, high = value.get("low"), value.get("high")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            where.fault("bounds-backwards", value=f"{low:g} > {high:g}")
        for one in value.values():
            _check_amounts(one, where)
    elif isinstance(value, list | tuple):
        for one in value:
            _check_amounts(one, where)
