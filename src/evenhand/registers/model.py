"""What a register is: its fields, the states of its records, and their names in four languages.

A register is a file of data, so that a commission can have its own. Those that come along follow S/2020/1309.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES, Text

BAD_REGISTER = ProblemKind(
    code="registers.bad-register",
    blame="caller",
    message="The register {register} cannot be read at {where}: {fault}. Put the file right; "
    "docs/methods/registers.md shows one.",
)

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    """One line."""
    NOTE = "note"
    """As many lines as are needed."""
    CODE = "code"
    """One of its choices."""
    AMOUNT = "amount"
    """A number, or the range in which it lies; unknown is no number."""
    DAY = "day"
    """A date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a code, or one state of a record."""

    id: str
    name: Text
    ends: bool = False
    """Whether a record in this state needs nobody any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column."""

    id: str
    name: Text
    kind: Kind
    required: bool = False
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """The choice of that id; None for what is none."""
        return next((one for one in self.choices if one.id == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register."""

    id: str
    name: Text
    purpose: Text
    source: str
    """The document and paragraph that asks for it."""
    fields: tuple[Field, ...]
    states: tuple[Choice, ...]
    """The first is that of a new record."""
    by: tuple[str, ...] = ()
    """Fields by which amounts are added up."""

    def field(self, key: str) -> Field | None:
        """The field of that id; None for what is none."""
        return next((one for one in self.fields if one.id == key), None)

    def state(self, key: str) -> Choice | None:
        """The state of that id; None for what is none."""
        return next((one for one in self.states if one.id == key), None)

    @property
    def title(self) -> Field:
        """The field that names a record: the first."""
        return self.fields[0]

    @property
    def amounts(self) -> tuple[Field, ...]:
        """The fields that can be added up."""
        return tuple(one for one in self.fields if one.kind is Kind.AMOUNT)


def read_register(data: Any) -> Register:
    """A register from its data.

    Raises:
        BAD_REGISTER: it has another form; the Problem says where.
    """
    register = str(data.get("id", "?")) if isinstance(data, Mapping) else "?"
    reader = _Reader(register)
    reader.need(isinstance(data, Mapping), "the top", "it is no mapping")
    fields = tuple(reader.field(item, at) for at, item in enumerate(reader.items(data, "fields")))
    states = tuple(reader.choice(item, f"states/{at}") for at, item in enumerate(reader.items(data, "states")))
    known = {one.id for one in fields if one.kind is Kind.CODE}
    by = tuple(str(one) for one in data.get("by", ()))
    reader.once([one.id for one in fields], "fields")
    reader.once([one.id for one in states], "states")
    reader.need(set(by) <= known, "by", "amounts are added up by codes of the register")
    return Register(
        id=reader.id(data, "the top"),
        name=reader.text(data, "name", "name"),
        purpose=reader.text(data, "purpose", "purpose"),
        source=str(data.get("source", "")),
        fields=fields,
        states=states,
        by=by,
    )


@cache
def standard() -> Mapping[str, Register]:
    """The registers that come along, by id, in the order in which they are shown."""
    folder = files("evenhand.registers") / "standard"
    found = sorted(folder.iterdir(), key=lambda path: path.name)
    read = [read_register(yaml.safe_load(path.read_text("utf-8"))) for path in found if path.name.endswith(".yaml")]
    return {one.id: one for one in read}


class _Reader:
    def __init__(self, register: str) -> None:
        self._register = register[:60]

    def need(self, held: bool, where: str, fault: str) -> None:  # noqa: FBT001 - reads as the sentence that it is
        if not held:
            raise BAD_REGISTER(register=self._register, where=where, fault=fault)

    def items(self, data: Mapping[str, Any], key: str) -> list[Any]:
        found = data.get(key)
        self.need(isinstance(found, list) and bool(found), key, "it is no list, or an empty one")
        return list(found or ())

    def once(self, ids: Iterable[str], where: str) -> None:
        seen: set[str] = set()
        for one in ids:
            self.need(one not in seen, where, f"{one} is there twice")
            seen.add(one)

    def id(self, data: Any, where: str) -> str:
        found = data.get("id") if isinstance(data, Mapping) else None
        self.need(isinstance(found, str) and bool(_ID.fullmatch(found)), where, f"{found!r} is no id")
        return str(found)

    def text(self, data: Mapping[str, Any], key: str, where: str) -> Text:
        found = data.get(key)
        whole = isinstance(found, list) and len(found) == len(LANGUAGES) and all(isinstance(one, str) for one in found)
        self.need(whole, where, f"it needs its words in {', '.join(LANGUAGES)}, in this order")
        return Text(dict(zip(LANGUAGES, found or (), strict=True)))

    def choice(self, data: Any, where: str) -> Choice:
        return Choice(
            id=self.id(data, where), name=self.text(data, "name", f"{where}/name"), ends=data.get("ends") is True
        )

    def field(self, data: Any, at: int) -> Field:
        where = f"fields/{at}"
        key = self.id(data, where)
        kind = data.get("kind")
        self.need(kind in set(Kind), where, f"{kind!r} is none of {', '.join(Kind)}")
        choices = self.items(data, "choices") if kind == Kind.CODE else []
        read = tuple(self.choice(item, f"{where}/choices/{number}") for number, item in enumerate(choices))
        self.once([one.id for one in read], f"{where}/choices")
        return Field(
            id=key,
            name=self.text(data, "name", f"{where}/name"),
            kind=Kind(str(kind)),
            required=data.get("required") is True,
            choices=read,
        )
