"""Documents as they come, into numbered passages whose place in the source stays known."""
