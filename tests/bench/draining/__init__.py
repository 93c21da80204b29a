"""How fast a backlog leaves the outbox and takes effect, and what memory that takes, small and large."""
