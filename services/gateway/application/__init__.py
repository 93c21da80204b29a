"""What can be done with accounts: each file is one verb."""
