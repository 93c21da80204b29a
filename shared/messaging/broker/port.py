"""What messaging needs of a broker; RabbitMQ and the one inside the process both give it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.messaging.kernel.errors import TooLarge

MAX_MESSAGE_BYTES = 16_000_000
"""Bytes of a message that every broker takes: RabbitMQ 4 closes the channel on more than 16 MiB, 3.10 on 128 MiB."""

SubscriptionMap = Mapping[str, Sequence[str]]
"""Service name to the event types that it hears durably."""


class PublishOutcome(Enum):
    """What became of a published letter."""

    CONFIRMED = "confirmed"
    UNROUTED = "unrouted"  # no queue takes this type
    REFUSED = "refused"
    WITHHELD = "withheld"  # not sent: an earlier letter of its subject was not taken


class OutgoingMessage(NamedTuple):
    """An event on its way out."""

    id: str
    type: str
    body: bytes
    subject: str = ""  # letters of one subject keep their order; the empty one has none


class Delivery(NamedTuple):
    """A message that has arrived and is not yet acknowledged."""

    tag: int
    body: bytes
    content_type: str | None
    is_dead: bool = False  # the broker gave up delivering it


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request that has arrived; ``reply`` sends the answer and is called exactly once."""

    body: bytes
    reply: Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class QueueContents:
    """What a service's queues of events hold: exactly these events, or so many messages of which none is known."""

    waiting: int
    in_hand: int = 0  # that a consumer may have taken besides, at most
    ids: frozenset[UUID] | None = None
    is_there: bool = True

    def might_be(self, oldest_first: Sequence[UUID], is_at_work: bool) -> set[UUID]:
        """Those of these events that may be among what is held: the youngest, as far as there is room.

        A consumer may have something in hand while others wait, and when its service ``is_at_work``.
        """
        if self.ids is not None:
            return set(oldest_first) & self.ids
        room = self.waiting + self.in_hand if self.waiting or is_at_work else 0
        return set(oldest_first[-room:]) if room else set()


class Publisher(Protocol):
    """Publishes events durably."""

    def publish(self, letters: Sequence[OutgoingMessage]) -> list[PublishOutcome]:
        """The fate of each letter, known for certain; BrokerUnavailable on any doubt.

        No letter reaches a queue before an earlier one of its subject that somebody hears.
        """

    def tend(self) -> None:
        """Keep an idle connection alive; BrokerUnavailable when it is lost."""

    def close(self) -> None:
        """Leave."""


class Subscription(Protocol):
    """Messages of one queue, in order."""

    def take(self, most: int, timeout: float) -> list[Delivery]:
        """What has arrived, waiting only for the first; nothing after the time-out; BrokerUnavailable when lost."""

    def ack(self, last: Delivery) -> None:
        """Acknowledge this and everything before it."""

    def cancel(self) -> None:
        """Take no more; what was taken can still be acknowledged, the rest goes back in its order at the close."""

    def close(self) -> None:
        """Leave; what was not acknowledged will come again."""


class RpcServer(Protocol):
    """Takes the requests of one service."""

    def run(self, seconds: float) -> None:
        """Take requests for so long, or until cancelled; BrokerUnavailable when the connection is lost."""

    def cancel(self) -> None:
        """Ask for no more; replies can still be sent."""

    def close(self) -> None:
        """Leave."""


class RpcClient(Protocol):
    """Sends requests to services and waits for their replies."""

    def call(self, services: Sequence[str], bodies: Sequence[bytes], timeout: float) -> list[bytes]:
        """The replies in order, one a body; TimeoutError when one is late, BrokerUnavailable when they cannot come."""

    def close(self) -> None:
        """Leave."""


class Broker(Protocol):
    """A place where events and requests are exchanged."""

    def publisher(self, listeners: SubscriptionMap, overheard: Collection[str]) -> Publisher:
        """A publisher; the queues of all the listeners exist from then on. Overheard types also go out live."""

    def subscribe(self, service: str, types: Sequence[str], prefetch: int) -> Subscription:
        """The durable queue of a service."""

    def overhear(self, types: Sequence[str]) -> Subscription:
        """What is published from now on, to this subscription alone; needs no acknowledgement."""

    def serve(self, service: str, on_call: Callable[[IncomingRequest], None], prefetch: int) -> RpcServer:
        """A server for the requests of a service; ``on_call`` must not block."""

    def caller(self) -> RpcClient:
        """A caller of its own."""

    def held(self, service: str) -> QueueContents:
        """What a service's queues hold now; BrokerUnavailable when nobody can say."""


def event_queue(service: str) -> str:
    """The name of a service's queue of events."""
    return f"hyke.{service}"


def request_queue(service: str) -> str:
    """The name of a service's queue of requests."""
    return f"hyke.rpc.{service}"


def check_size(name: str, body: bytes) -> bytes:
    """The body of a message; TooLarge if a broker might not take it."""
    # A refusal closes the channel: an event would hold up all behind it, a request or reply those beside it.
    if len(body) > MAX_MESSAGE_BYTES:
        raise TooLarge(name, len(body), MAX_MESSAGE_BYTES)
    return body
