"""The record of every formal act: append-only and chained by hashes."""
