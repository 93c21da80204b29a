"""Events that arrive, and what handles them."""
