"""What the stack publishes, as documents, and whether a change of it would break its readers."""
