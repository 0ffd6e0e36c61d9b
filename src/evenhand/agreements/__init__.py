"""Agreements: what was agreed, as YAML that runs; every entry cites its article."""
