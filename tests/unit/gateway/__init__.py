"""The gateway without nameko, database or broker."""
