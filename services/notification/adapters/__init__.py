"""How notification reaches its database, booking, its texts and the mail server."""
