"""Simulation: seeded worlds whose truth is known, for the demo and for tests."""
