"""Outboxes compared with inboxes."""
