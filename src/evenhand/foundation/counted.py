"""What counting rules may count and leave out, by the codes under which it is reported.

Agreements name these codes and stand below reports, which define them; a test holds the two together.
Source: docs/methods/counting.md.
"""

OBSERVED = (
    "explosion", "burst", "shot", "projectile-in-flight", "muzzle-flash", "illumination-flare", "airburst", "impact",
    "tracer", "rocket-salvo", "aircraft", "uav", "weapon-present", "weapon-missing", "forces-present", "fortification",
    "mine", "damage", "other",
)  # fmt: skip
"""What people count one by one."""
REPORTED = (
    "complaint", "incident-report", "own-observation", "patrol-report", "movement-restriction", "compliance-query",
    "clarification",
)  # fmt: skip
"""Reports in which nothing is counted: each is one observation of its own kind."""
CAUSES = (
    "ceasefire-violation", "live-fire-exercise", "controlled-detonation", "demining", "celebratory", "undetermined",
)  # fmt: skip
"""What the reporter took it for."""
