"""Evidence: what a file is, what it says of itself, and through whose hands it went. Pure: files come in as streams."""
