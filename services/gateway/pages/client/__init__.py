"""What clients open: the front page, booking, their own page and its forms, the privacy notice."""
