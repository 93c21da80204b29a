"""How fast a question is answered: one, a page that asks several services, and many at a slow database."""
