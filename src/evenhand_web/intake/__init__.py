"""Reports: from whichever door they come, into a record that nobody can lose."""
