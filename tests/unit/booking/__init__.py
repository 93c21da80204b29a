"""Booking's rules and use cases, in milliseconds."""
