"""The rules of telling people: what is told, when, how often, and when it is no longer true."""
