"""Changes to an agreement's files as text: one value is replaced, everything around it stays, comments included.

The result is text like any other: `reading.py` says whether it is an agreement. Nothing here judges it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from evenhand.agreements.reading import AGREEMENT_FILE, PLACES_FILE, RULES_FOLDER
from evenhand.foundation.problems import ProblemKind

NO_SUCH_ENTRY = ProblemKind(
    code="agreements.no-such-entry",
    blame="missing",
    message="The agreement has no {noun} {entry!r} that could be changed. It has: {known}.",
)
NOT_EDITABLE = ProblemKind(
    code="agreements.not-editable",
    blame="caller",
    message="{field!r} of a rule cannot be changed here. What can be: {fields}.",
)

RULE_FIELDS = (
    "distance", "max_count", "min_dwell", "max_gap", "max_silence", "max_speed", "notice", "notice_tolerance",
    "in_force",
)  # fmt: skip
"""What of a rule is a figure: the fields of the format that `edited` takes."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .:+/-]*")

Draft = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What is to be changed, in the words of the agreement format."""

    shapes: Mapping[str, Draft] = field(default_factory=dict)
    """By area, its whole shape as the format writes it."""
    rules: Mapping[str, Draft] = field(default_factory=dict)
    """By rule, fields of RULE_FIELDS with their new values; None: the field is taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editable:
    """What of an agreement can be changed."""

    shapes: Mapping[str, Draft]
    """By area, its shape as the files have it."""
    rules: Mapping[str, Draft]
    """By rule, those of RULE_FIELDS that it has, as the files write them."""
    places: Mapping[str, tuple[float, float]]
    """Longitude and latitude of the places that shapes may name."""


def editable(files: Mapping[str, bytes]) -> Editable:
    """The shapes and figures of an agreement that has been read before, as its files write them."""
    whole = _plain_data(_node(files, AGREEMENT_FILE))
    rules = {_rule_of(node): _plain_data(node) for _name, node in _rule_nodes(files).items()}
    places = _plain_data(_node(files, PLACES_FILE)).get("places", []) if PLACES_FILE in files else []
    return Editable(
        shapes={area["id"]: area["shape"] for area in whole.get("areas") or []},
        rules={name: {key: rule[key] for key in RULE_FIELDS if key in rule} for name, rule in rules.items()},
        places={place["id"]: (float(place["lon"]), float(place["lat"])) for place in places},
    )


def edited(files: Mapping[str, bytes], edits: Edits, *, version: str) -> dict[str, bytes]:
    """The files with the edits made, under a new version that supersedes the one they were.

    Raises:
        NO_SUCH_ENTRY: an area or a rule that the agreement does not have.
        NOT_EDITABLE: a field of a rule that is not one of RULE_FIELDS.
    """
    changed = dict(files)
    changed[AGREEMENT_FILE] = _edited_agreement(files, edits.shapes, version)
    by_rule = {_rule_of(node): (name, node) for name, node in _rule_nodes(files).items()}
    for rule, fields in edits.rules.items():
        if rule not in by_rule:
            raise NO_SUCH_ENTRY(noun="rule", entry=rule, known=", ".join(by_rule))
        name, node = by_rule[rule]
        changed[name] = _edited_rule(_text(files, name), node, fields)
    return changed


def _edited_agreement(files: Mapping[str, bytes], shapes: Mapping[str, Draft], version: str) -> bytes:
    text, root = _text(files, AGREEMENT_FILE), _node(files, AGREEMENT_FILE)
    top = _entries(root)
    before = str(top["version"].value)
    cuts = [_cut(text, top["version"], json.dumps(version, ensure_ascii=False))]
    said = json.dumps(before, ensure_ascii=False)
    if "supersedes" in top:
        cuts.append(_cut(text, top["supersedes"], said))
    else:
        end = _line_end(text, top["version"])
        cuts.append((end, end, f"supersedes: {said}\n"))
    areas = (
        {_entries(node)["id"].value: _entries(node)["shape"] for node in top["areas"].value} if "areas" in top else {}
    )
    for area, shape in shapes.items():
        if area not in areas:
            raise NO_SUCH_ENTRY(noun="area", entry=area, known=", ".join(areas))
        cuts.append(_cut(text, areas[area], written(shape)))
    return _applied(text, cuts)


def _edited_rule(text: str, root: yaml.MappingNode, fields: Draft) -> bytes:
    top, cuts = _entries(root), []
    for name, value in fields.items():
        if name not in RULE_FIELDS:
            raise NOT_EDITABLE(field=name, fields=", ".join(RULE_FIELDS))
        if name in top and value is None:
            key = next(key for key, _value in root.value if key.value == name)
            cuts.append((text.rfind("\n", 0, key.start_mark.index) + 1, _line_end(text, top[name]), ""))
        elif name in top:
            cuts.append(_cut(text, top[name], written(value)))
        elif value is not None:
            end = _line_end(text, top["kind"])
            cuts.append((end, end, f"{name}: {written(value)}\n"))
    return _applied(text, cuts)


def written(value: Any) -> str:
    """A value on one line of YAML.

    >>> written({"circle": [15.2, 31.5], "radius": "10 km"})
    '{circle: [15.2, 31.5], radius: 10 km}'
    >>> written("a: b # c")
    '"a: b # c"'
    >>> written("note:")
    '"note:"'
    """
    match value:
        case Mapping():
            return "{" + ", ".join(f"{written(str(key))}: {written(entry)}" for key, entry in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case float():
            return f"{round(value, 7):.7f}".rstrip("0").rstrip(".")
        case str() if _PLAIN.fullmatch(value) and ": " not in f"{value} " and value == value.strip():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _text(files: Mapping[str, bytes], name: str) -> str:
    return files[name].decode("utf-8-sig")


def _node(files: Mapping[str, bytes], name: str) -> yaml.MappingNode:
    # Aliases, tags and second documents were refused when the files were read (nodes.py).
    node: Any = yaml.compose(_text(files, name), Loader=_LOADER)
    read: yaml.MappingNode = node
    return read


def _rule_nodes(files: Mapping[str, bytes]) -> dict[str, yaml.MappingNode]:
    return {name: _node(files, name) for name in sorted(files) if name.startswith(RULES_FOLDER)}


def _rule_of(node: yaml.MappingNode) -> str:
    return str(_entries(node)["rule"].value)


def _entries(node: yaml.MappingNode) -> dict[str, Any]:
    return {key.value: value for key, value in node.value}


def _plain_data(node: Any) -> Any:
    """A node as lists, mappings, numbers and texts; instants stay the texts that they are."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain_data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain_data(value) for value in node.value]
    kind = node.tag.rpartition(":")[2]
    if kind in {"int", "float"}:
        return int(node.value) if kind == "int" and node.value.lstrip("+-").isdigit() else float(node.value)
    return (
        {"true": True, "false": False}.get(node.value.lower())
        if kind == "bool"
        else None
        if kind == "null"
        else node.value
    )


def _cut(text: str, node: Any, put: str) -> tuple[int, int, str]:
    """Where a value stands in the text, without the blanks that a block leaves behind it, and what replaces it."""
    begins, ends = node.start_mark.index, node.end_mark.index
    return begins, begins + len(text[begins:ends].rstrip()), put


def _line_end(text: str, node: Any) -> int:
    """Just after the line on which a value ends."""
    begins, ends, _put = _cut(text, node, "")
    found = text.find("\n", max(begins, ends))
    return len(text) if found < 0 else found + 1


def _applied(text: str, cuts: list[tuple[int, int, str]]) -> bytes:
    for begins, ends, put in sorted(cuts, key=lambda cut: -cut[0]):
        text = text[:begins] + put + text[ends:]
    return text.encode()
