"""Reads of the library for pages. Everything begins at `access`."""
