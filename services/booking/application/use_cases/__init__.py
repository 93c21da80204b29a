"""What booking can do: one verb a file, called with the request or event first."""
