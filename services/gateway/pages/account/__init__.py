"""Signing in and one's own password."""
