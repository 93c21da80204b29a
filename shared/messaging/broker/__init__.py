"""What messaging needs of a broker, and the two that give it."""
