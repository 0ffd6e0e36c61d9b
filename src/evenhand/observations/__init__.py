"""Observations: what single sources saw, measured or were told. Arrow schemas and the lake that keeps them."""
