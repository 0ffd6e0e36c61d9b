"""What reading a document says to people, by language."""
