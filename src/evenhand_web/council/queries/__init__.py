"""Reads for the pages of the council's desk."""
