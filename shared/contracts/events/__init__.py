"""Facts in the past tense, one module a producer; importing this package registers them all."""

from shared.contracts.events import assessment, booking, notification, session
from shared.contracts.registry import EVENTS

PUBLISHED = {name: contract for name, contract in EVENTS.items() if contract.__module__.startswith(f"{__name__}.")}

__all__ = ["PUBLISHED", "assessment", "booking", "notification", "session"]
