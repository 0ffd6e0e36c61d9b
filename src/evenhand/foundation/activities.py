"""What may be announced beside movements, and why that makes what is seen there harmless, perhaps.

Source: docs/methods/nuisances.md, "Announced".
"""

SCHEDULED_FLIGHT = "scheduled-flight"
NUISANCES = {
    "controlled-detonation": "announced-detonation",
    "demining": "announced-demining",
    "live-fire": "announced-live-fire",
    SCHEDULED_FLIGHT: SCHEDULED_FLIGHT,
}
"""By announced activity, the nuisance that fits it."""
ACTIVITIES = tuple(sorted(NUISANCES))
"""What the column `activity` of a notice may say; null: the notice announces a movement and nothing else."""
