"""Atomic observations, projected from reports and alerts."""

from evenhand_web.totals.models.observation import Observation, Origin

__all__ = ["Observation", "Origin"]
