"""What is said about reported places, times and doubtful claims, one file a language."""
