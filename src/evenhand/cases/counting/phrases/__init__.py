"""What counting says to people, in every language of the interface."""
