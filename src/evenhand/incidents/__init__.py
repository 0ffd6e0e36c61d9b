"""Corroboration: which statements of which sources tell of one event, how surely, and why."""
