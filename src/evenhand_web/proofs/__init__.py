"""Proofs for whoever may see a record, erasure by two people, and the record handed over."""
