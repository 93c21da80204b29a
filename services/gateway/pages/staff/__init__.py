"""What staff work with from day to day."""
