"""Pages of the council's desk."""
