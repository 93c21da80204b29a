"""Plays the whole process from the source through the HTTP API, and tells how it went."""
