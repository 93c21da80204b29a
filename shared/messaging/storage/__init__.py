"""The event core's tables, and the statements on them."""
