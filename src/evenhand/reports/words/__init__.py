"""What the codes of reports are called, in four languages."""
