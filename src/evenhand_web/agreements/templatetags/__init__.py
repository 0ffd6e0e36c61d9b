"""Tags of the agreement page."""
