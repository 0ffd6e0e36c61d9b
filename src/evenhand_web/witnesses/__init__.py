"""The log for everybody to read, what witnesses sign and report, and how they stand."""
