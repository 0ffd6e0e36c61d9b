"""Reads of cases for pages."""
