"""The composition root: agreements, observations and detection put together."""
