"""Runs services in a process: eventlet, signals, and which services there are."""
