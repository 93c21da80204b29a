"""What assessment can do, one verb a file."""
