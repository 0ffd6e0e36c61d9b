"""What the readers say to people, one YAML a language."""
