"""One module a kind of rule: from what was seen to alerts."""
