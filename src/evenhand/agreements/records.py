"""How values of the agreement format are put together: lists, mappings, records with fields, and choices of records.

As the kinds that they are made of, each reads a YAML node and says its JSON Schema.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.agreements.kinds import Kind, Schema
from evenhand.agreements.nodes import Node, Where


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one kind, at least `least` of them."""

    of: Kind
    least: int = 0

    def read(self, node: Node, where: Where) -> tuple[Any, ...] | None:
        """The values that could be read."""
        if node.form != "list":
            where.fault("not-a-list", value=node.brief, node=node)
            return None
        if len(node.items) < self.least:
            where.fault("too-few", value=len(node.items), node=node, least=self.least)
        values = [self.of.read(item, where.into(number, item)) for number, item in enumerate(node.items)]
        return tuple(value for value in values if value is not None)

    def schema(self) -> Schema:
        """An array."""
        return {"type": "array", "items": self.of.schema(), **({"minItems": self.least} if self.least else {})}


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from free names to values of one kind."""

    of: Kind

    def read(self, node: Node, where: Where) -> dict[str, Any] | None:
        """The values that could be read, by name."""
        if node.form != "map":
            where.fault("not-a-map", value=node.brief, node=node)
            return None
        values = {key.text: self.of.read(value, where.into(key.text, value)) for key, value in node.entries}
        return {name: value for name, value in values.items() if value is not None}

    def schema(self) -> Schema:
        """An object with any keys."""
        return {"type": "object", "additionalProperties": self.of.schema()}


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a record: its key, its kind, whether it must be there, and what editors say about it."""

    key: str
    kind: Kind
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with the keys of its fields and no others. Null is the same as leaving the entry out."""

    name: str
    fields: tuple[Field, ...]

    def read(self, node: Node, where: Where) -> dict[str, Any] | None:
        """The values that could be read, by key."""
        if node.form != "map":
            allowed = tuple(field.key for field in self.fields)
            where.fault("not-a-map", value=node.brief, node=node, allowed=allowed)
            return None
        by_key = {field.key: field for field in self.fields}
        draft: dict[str, Any] = {}
        for key, value in node.entries:
            inner = where.into(key.text, value)
            if key.text not in by_key:
                absent = tuple(name for name in by_key if node.get(name) is None)
                inner.fault("unknown-key", value=key.text, node=key, allowed=absent or tuple(by_key))
            elif not value.is_null:
                draft[key.text] = by_key[key.text].kind.read(value, inner)
        for field in self.fields:
            given = node.get(field.key)
            if field.required and (given is None or given.is_null):
                where.fault("missing-key", value=field.key, node=node)
        return {key: value for key, value in draft.items() if value is not None}

    def schema(self) -> Schema:
        """A reference; the record's own schema stands once under `$defs`."""
        return {"$ref": f"#/$defs/{self.name}"}

    def own_schema(self) -> Schema:
        """The object with its properties."""
        properties: Schema = {}
        for field in self.fields:
            kind = field.kind.schema()
            wanted = kind if field.required else {"anyOf": [kind, {"type": "null"}]}
            properties[field.key] = {"description": field.says, **wanted}
        required = [field.key for field in self.fields if field.required]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several records, told apart by the key that only it has. `records` may refer back to this choice."""

    name: str
    records: Callable[[], Mapping[str, Record]]

    def read(self, node: Node, where: Where) -> dict[str, Any] | None:
        """The record that the node's keys announce."""
        records = self.records()
        found = [key.text for key, _ in node.entries if key.text in records]
        if node.form != "map" or not found:
            offered = ", ".join(key.text for key, _ in node.entries) or node.brief
            where.fault("no-choice", value=offered, node=node, allowed=tuple(records))
            return None
        if len(found) > 1:
            where.fault("two-choices", value=", ".join(found), node=node)
            return None
        return records[found[0]].read(node, where)

    def schema(self) -> Schema:
        """A reference; the choice's own schema stands once under `$defs`."""
        return {"$ref": f"#/$defs/{self.name}"}

    def own_schema(self) -> Schema:
        """Exactly one of the records."""
        return {"type": "object", "oneOf": [record.schema() for record in self.records().values()]}


def define(kind: Kind, definitions: Schema) -> None:
    """Add the schema of every record and choice that `kind` leads to."""
    match kind:
        case ListOf() | MapOf():
            define(kind.of, definitions)
        case Record():
            if kind.name not in definitions:
                definitions[kind.name] = kind.own_schema()
                for field in kind.fields:
                    define(field.kind, definitions)
        case Choice():
            if kind.name not in definitions:
                definitions[kind.name] = kind.own_schema()
                for record in kind.records().values():
                    define(record, definitions)
