"""Counting rules: how single observations become totals, and why two rules give two numbers.

Source: docs/methods/counting.md.
"""
