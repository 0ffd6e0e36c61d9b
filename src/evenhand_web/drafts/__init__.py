"""Drafts: changes to an agreement tried on what was observed, and kept until somebody adopts them."""
