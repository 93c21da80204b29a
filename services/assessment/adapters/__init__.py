"""Where assessment keeps its answers and reads its instruments."""
