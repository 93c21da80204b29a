"""What can go wrong between services, besides a refusal."""

from __future__ import annotations


class RequestTimeout(Exception):
    """No reply came within the time-out; sending a command again under the same idempotency key is safe."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(f"{name} was not answered within {seconds:g} s")
        self.name = name
        self.seconds = seconds


class Unavailable(RequestTimeout):
    """The service cannot reach its database at this moment; as with no reply, sending a command again is safe."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 0)
        self.args = (f"{name}: the service cannot reach its database",)


class ServiceFailed(Exception):
    """The service met an error of its own; its log has the details under the correlation id."""

    def __init__(self, name: str, correlation_id: str | None) -> None:
        super().__init__(f"{name} failed inside its service (correlation id {correlation_id})")
        self.name = name
        self.correlation_id = correlation_id


class BrokerUnavailable(Exception):
    """The broker cannot be reached, or was silent for too long; nothing that was not confirmed counts as sent."""


class TooLarge(ValueError):
    """A message of more bytes than every supported broker takes."""

    def __init__(self, name: str, size: int, largest: int) -> None:
        super().__init__(f"{name} is {size:,} bytes long; a message has at most {largest:,}")
