"""/health, /ready, /metrics, pruning, and the web server of the gateway."""
