"""The published JSON Schema of a plan's files lies here as `plan.schema.json`."""
