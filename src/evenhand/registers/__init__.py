"""Registers that a commission keeps beside its cases: what is said to be where, by whom, and who says otherwise."""
