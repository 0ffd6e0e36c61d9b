"""Evenhand: ceasefire monitoring and arms control that both sides can check."""

__version__ = "0.1.0"
