"""Booking's tables in PostgreSQL."""
