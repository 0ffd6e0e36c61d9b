"""Kernels over arrays of statements; they know neither agreements nor files."""
