"""What a checkout and the tests need of the machine and of the web."""
