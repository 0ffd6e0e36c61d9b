"""Reads of the desk: frozen rows for its pages."""
