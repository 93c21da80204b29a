"""A delivery as far as it could be understood."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from shared.clock import SystemClock
from shared.contracts.cloudevents import CloudEventError, Envelope, decode, event_of, source_of
from shared.contracts.registry import event_spec
from shared.messaging.broker.port import Delivery
from shared.messaging.storage.event_ids import may_be_made_by


class ReceivedEvent(NamedTuple):
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
    def erases(self) -> bool:
        """Whether a person is to be forgotten: it waits for nothing, and no receipt of theirs outlives it."""
        return self.event is not None and event_spec(self.event).erases

    def waits_behind(self, held: Collection[str]) -> bool:
        """Whether it must wait where events of these subjects are held back."""
        return self.subject in held and not self.erases

    @property
    def type(self) -> str:
        """The event's type, where known."""
        return self.envelope.type if self.envelope else ""

    @property
    def id(self) -> UUID:
        """The event's id; only of a delivery that was understood."""
        assert self.envelope is not None
        return self.envelope.id


def parse_delivery(delivery: Delivery, stack: str) -> ReceivedEvent:
    """Decode a delivery to this stack; what is wrong with it, or with where it comes from, is part of the answer."""
    envelope = None
    try:
        envelope = decode(delivery.body, delivery.content_type)
        event = event_of(envelope)
        _check_origin(envelope, event, stack)
        return ReceivedEvent(delivery, envelope, event, None)
    except CloudEventError as problem:
        return ReceivedEvent(delivery, envelope, None, problem)


def _check_origin(envelope: Envelope, event: object, stack: str) -> None:
    expected = source_of(stack, event_spec(event).producer)
    if envelope.source != expected:
        raise CloudEventError("foreign_source", f"expected {expected}, got {envelope.source:.200}")
    if not may_be_made_by(envelope.id, SystemClock().now()):
        raise CloudEventError("foreign_id", f"{envelope.id} is no id that a service of this stack gives to an event")
