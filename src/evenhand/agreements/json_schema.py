"""The JSON Schema (2020-12) of an agreement's files, made from the same table as the reader.

Published as `schema/agreement.schema.json`; a test holds the two together. One schema serves all three kinds of file:
a file with `rule` is a rule, one with `places` a gazetteer, any other the agreement itself.
"""

import json
from typing import Any

from evenhand.agreements.kinds import Schema
from evenhand.agreements.layout import AGREEMENT, NEEDS, PLACES, RULE, SPECIAL_FIELDS
from evenhand.agreements.records import define


def agreement_schema() -> Schema:
    """The schema as a value.

    >>> agreement_schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    definitions: Schema = {}
    for record in (AGREEMENT, PLACES, RULE):
        define(record, definitions)
    definitions[RULE.name]["allOf"] = _kind_conditions()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evenhand agreement files",
        "description": "agreement.yaml, places.yaml and rules/RULE.yaml of an agreement; see the agreement format.",
        "type": "object",
        "if": {"required": ["rule"]},
        "then": RULE.schema(),
        "else": {"if": {"required": ["places"]}, "then": PLACES.schema(), "else": AGREEMENT.schema()},
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it is published: indented JSON with a final newline."""
    return json.dumps(agreement_schema(), indent=1, ensure_ascii=False) + "\n"


def _kind_conditions() -> list[dict[str, Any]]:
    """For each kind of rule: which fields it must have, and which special ones it may not."""
    conditions = []
    for kind, needs in NEEDS.items():
        forbidden = [field.key for field in SPECIAL_FIELDS if field.key not in (*needs.must, *needs.may)]
        properties: Schema = {key: {"type": "null"} for key in forbidden}
        if "areas" in needs.must:
            properties["areas"] = {"minItems": 1}
        conditions.append(
            {
                "if": {"properties": {"kind": {"const": kind.value}}, "required": ["kind"]},
                "then": {"required": list(needs.must), "properties": properties},
            }
        )
    return conditions
