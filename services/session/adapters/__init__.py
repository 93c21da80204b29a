"""Where sessions are kept: PostgreSQL."""
