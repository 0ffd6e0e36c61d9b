"""Options and arguments that several commands share."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import yaml

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.lake import Lake, SourceFile
from evenhand.observations.rereading import KeptKind, kept_kinds
from evenhand.sources.opening import open_source

BAD_MAPPING = ProblemKind(
    code="cli.bad-mapping",
    blame="caller",
    message="{path} is not a mapping file: {reason}. See docs/reference/mapping-files.md for its form.",
)
NO_SUCH_INPUT = ProblemKind(
    code="cli.no-such-input",
    blame="missing",
    message="There is no file or folder {path}. Check the name.",
)
NOT_A_FILE = ProblemKind(
    code="cli.not-a-file",
    blame="caller",
    message="{path} is no plain file, and reading it might never end. Save what comes through it to a file first.",
)


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant with a zone."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant in UTC; refuses what has no zone."""
        del ctx
        return parse_instant(value, field=f"--{param.name.replace('_', '-')}" if param and param.name else "instant")


def now() -> datetime:
    """The wall clock, read only here on the command line."""
    return datetime.now(UTC)


def read_mapping(path: Path | None) -> Mapping[str, Any] | None:
    """The mapping file at `path`, or None where none was given.

    Raises:
        BAD_MAPPING: not YAML, or not a mapping at its top.
    """
    if path is None:
        return None
    try:
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, RecursionError) as fault:  # 2020-13-45 is a date to YAML, and none
        raise BAD_MAPPING(path=path, reason=" ".join(str(fault).split())) from None
    if not isinstance(mapping, dict):
        raise BAD_MAPPING(path=path, reason=f"its top is a {type(mapping).__name__}, not a mapping of words to values")
    return mapping


def openers(
    paths: tuple[Path, ...], *, mapping: Mapping[str, Any] | None, received_at: datetime | None, time_zone: str | None
) -> list[tuple[str, Callable[[], SourceFile]]]:
    """A name and an opener for each input: a file, what a lake keeps, or the files of any other folder by name.

    Raises:
        NO_SUCH_INPUT: a path that does not exist.
        NOT_A_FILE: a pipe, socket or device.
    """

    def opener(path: Path) -> Callable[[], SourceFile]:
        return lambda: open_source(path, mapping=mapping, received_at=received_at, time_zone=time_zone)

    inputs: list[tuple[str, Callable[[], SourceFile]]] = []
    for given in paths:
        kept = _kept(given)
        if kept:
            inputs.extend((kind.name, partial(_itself, kind)) for kind in kept)
        else:
            inputs.extend((str(path), opener(path)) for path in _files(given))
    return inputs


def _itself(kind: KeptKind) -> SourceFile:
    return kind


def _kept(path: Path) -> tuple[KeptKind, ...]:
    """What the lake at `path` keeps; nothing where there is no lake."""
    return kept_kinds(Lake(path), name=str(path)) if (path / "catalogue").is_dir() else ()


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise NO_SUCH_INPUT(path=path)
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not path.is_file():
        raise NOT_A_FILE(path=path)
    return [path]
