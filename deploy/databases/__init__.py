"""The services' databases: provided, migrated, and a PostgreSQL of its own where none is given."""
