"""Takes every mail and delivers none: for demos, and until an operator names a mail server."""
