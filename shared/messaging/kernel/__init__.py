"""What all of messaging stands on: errors, options, metrics, a signal."""
