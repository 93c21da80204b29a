"""Facts in the past tense, one module a producer; importing this package registers them all."""

from shared.contracts.events import assessment, booking, notification, session

__all__ = ["assessment", "booking", "notification", "session"]
