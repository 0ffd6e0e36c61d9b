"""The published JSON Schema of an agreement's files lies here as `agreement.schema.json`."""

from evenhand.agreements.json_schema import agreement_schema, schema_text

__all__ = ["agreement_schema", "schema_text"]
