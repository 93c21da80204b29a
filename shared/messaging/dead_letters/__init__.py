"""Parked events as people see them, and what they may do."""
