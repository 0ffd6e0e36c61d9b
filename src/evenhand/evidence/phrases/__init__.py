"""What is said about evidence, by language."""
