"""Rules and values of self-assessment."""
