"""Users, organisations, roles, and what each role may see and do."""
