"""Accounts, their sign-ins, and how long a run of failures locks the door."""
