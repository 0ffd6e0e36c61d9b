"""Commands of the totals."""
