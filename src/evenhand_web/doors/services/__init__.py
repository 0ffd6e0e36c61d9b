"""The verbs of the doors."""
