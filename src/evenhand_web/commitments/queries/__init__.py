"""Reads of commitments."""
