"""The gateway's own records in PostgreSQL, and its passwords in argon2."""
