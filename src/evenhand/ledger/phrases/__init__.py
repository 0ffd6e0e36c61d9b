"""What proofs and witnesses say to people, by language."""
