"""A delivery as far as it could be understood."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from shared.contracts.cloudevents import CloudEventError, Envelope, decode, event_of
from shared.messaging.broker import Delivery


class Heard(NamedTuple):
    """A delivery, its envelope and its event, or what is wrong with it."""

    delivery: Delivery
    envelope: Envelope | None
    event: object | None
    problem: CloudEventError | None

    @property
    def subject(self) -> str:
        """The aggregate, where known."""
        return self.envelope.subject if self.envelope else ""

    @property
    def type(self) -> str:
        """The event's type, where known."""
        return self.envelope.type if self.envelope else ""

    @property
    def id(self) -> UUID:
        """The event's id; only of a delivery that was understood."""
        assert self.envelope is not None
        return self.envelope.id


def understand(delivery: Delivery) -> Heard:
    """Decode a delivery; what is wrong with it becomes part of the answer."""
    envelope = None
    try:
        envelope = decode(delivery.body, delivery.content_type)
        return Heard(delivery, envelope, event_of(envelope), None)
    except CloudEventError as problem:
        return Heard(delivery, envelope, None, problem)
