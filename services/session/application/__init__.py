"""What the session service can do, one verb a file."""
