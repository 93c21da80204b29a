"""What pages of several readers share."""
