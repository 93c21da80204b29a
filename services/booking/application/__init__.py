"""What booking does, one verb a file."""
