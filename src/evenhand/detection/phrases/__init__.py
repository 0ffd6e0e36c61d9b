"""What detection says to people, by language."""
