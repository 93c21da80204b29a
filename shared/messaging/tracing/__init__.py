"""What came of one click."""
