"""What corroboration says to people, by language."""
