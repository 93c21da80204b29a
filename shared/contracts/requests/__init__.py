"""What services can be asked, one module a service; importing this package registers them all."""

from shared.contracts.requests import assessment, booking, books, desk, notification, session

__all__ = ["assessment", "booking", "books", "desk", "notification", "session"]
