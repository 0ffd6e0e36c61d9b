"""Words and bars of the totals for templates."""
