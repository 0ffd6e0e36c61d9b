"""Tags of the council's desk."""
