"""What attackers tried, tried again."""
