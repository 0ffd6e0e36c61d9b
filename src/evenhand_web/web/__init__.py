"""The house of the pages: base template, navigation, problems to HTTP, the one clock."""
