"""What a well-being conversation is: its steps, its records and their rules."""
