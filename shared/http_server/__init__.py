"""HTTP/1.1 that no number of connections ends."""
