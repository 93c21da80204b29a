"""Events over RabbitMQ: confirmed publishing and acknowledged consuming."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Any

from shared.contracts.cloudevents import CONTENT_TYPE
from shared.messaging.broker.port import Delivery, OutgoingMessage, PublishOutcome
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.frame_encoder import PublishTemplate
from shared.messaging.broker.rabbitmq.message_properties import content_type
from shared.messaging.broker.rabbitmq.partners import PartnerCopies
from shared.messaging.broker.rabbitmq.subject_batches import waves
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.kernel.signal import Signal

PERSISTENT = 2


class RabbitPublisher:
    """Sends a wave of letters in one write, no two of one subject, and waits for all its confirms."""

    def __init__(
        self,
        wire: RabbitConnection,
        exchange: str,
        live: str,
        *,
        overheard: Collection[str],
        heard: Collection[str],
        partners: PartnerCopies,
    ) -> None:
        self._wire = wire
        self._partners = partners
        self._heard = heard
        self._exchange, self._live, self._overheard = exchange, live, overheard
        self._stamps: dict[str, PublishTemplate] = {}
        self._sent = 0
        self._open: dict[int, int] = {}  # delivery tag to the letter's place in the batch
        self._places: dict[str, int] = {}
        self._fates: list[PublishOutcome] = []
        events = wire.channel.events
        events["basic_ack"].add(partial(self._settle, PublishOutcome.CONFIRMED))
        events["basic_nack"].add(partial(self._settle, PublishOutcome.REFUSED))
        events["basic_return"].add(self._returned)

    def publish(self, letters: Sequence[OutgoingMessage]) -> list[PublishOutcome]:
        """The fate of each letter; BrokerUnavailable if a confirm is missing after the time-out."""
        # A queue that refuses a letter may take the next one: the next of the same subject waits for the first's fate.
        fates = [PublishOutcome.WITHHELD] * len(letters)
        stopped: set[str] = set()
        for places in waves([letter.subject for letter in letters]):
            going = [place for place in places if letters[place].subject not in stopped]
            for place, fate in zip(going, self._publish([letters[place] for place in going]), strict=True):
                fates[place] = fate
                if fate is PublishOutcome.REFUSED or (
                    fate is PublishOutcome.UNROUTED and letters[place].type in self._heard
                ):
                    stopped.add(letters[place].subject)
        self._partners.offer(
            [letter for letter, fate in zip(letters, fates, strict=True) if self._is_out(letter, fate)]
        )
        return fates

    def _is_out(self, letter: OutgoingMessage, fate: PublishOutcome) -> bool:
        """Whether the letter leaves the outbox for good; what does not is sent again, and would be copied again."""
        return fate is PublishOutcome.CONFIRMED or (
            fate is PublishOutcome.UNROUTED and bool(self._heard) and letter.type not in self._heard
        )

    def _publish(self, letters: Sequence[OutgoingMessage]) -> list[PublishOutcome]:
        if not letters:
            return []
        self._fates = [PublishOutcome.CONFIRMED] * len(letters)
        self._places = {letter.id: place for place, letter in enumerate(letters)}
        self._open = {}
        seconds = messaging_options().confirm_timeout
        deadline = monotonic() + seconds
        with self._wire.guard(seconds + 1.0):
            self._send(letters)
            while self._open:
                if monotonic() > deadline:
                    raise BrokerDownSilently(len(self._open), seconds)
                self._wire.drain(deadline - monotonic())
        return self._fates

    def tend(self) -> None:
        """Handle what has arrived, and the heartbeats."""
        with self._wire.guard(5.0):
            while self._wire.drain(0.001):
                pass
            self._wire.beat()
        self._partners.tend()

    def close(self) -> None:
        """Leave."""
        self._partners.close()
        self._wire.close()

    def _send(self, letters: Sequence[OutgoingMessage]) -> None:
        with self._wire.one_write() as write:
            for place, letter in enumerate(letters):
                self._sent += 1
                self._open[self._sent] = place
                write(self._stamp(letter.type).on(letter.id, letter.body))
                if letter.type in self._overheard:
                    self._sent += 1  # confirmed as well, which nobody waits for
                    self._wire.publish(self._live, letter.type, letter.body, {"content_type": CONTENT_TYPE.encode()})

    def _stamp(self, type: str) -> PublishTemplate:
        found = self._stamps.get(type)
        if found is None:
            found = self._wire.stamp(self._exchange, type, content_type=CONTENT_TYPE, delivery_mode=PERSISTENT)
            self._stamps[type] = found
        return found

    def _settle(self, fate: PublishOutcome, tag: int, multiple: bool) -> None:
        # A return comes before its confirm, and an unrouted letter is confirmed like any other.
        tags = list(takewhile(tag.__ge__, self._open)) if multiple else [tag]
        for each in tags:
            place = self._open.pop(each, None)
            if place is not None and fate is PublishOutcome.REFUSED:
                self._fates[place] = fate

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        place = self._places.get(message.properties.get("message_id", ""))
        if place is not None:
            self._fates[place] = PublishOutcome.UNROUTED


class BrokerDownSilently(Exception):
    """The broker has not confirmed in time."""

    def __init__(self, missing: int, seconds: float) -> None:
        super().__init__(f"{missing} confirms are missing after {seconds:g} s")


class RabbitSubscription:
    """Messages that a reading greenlet has put aside until they are taken."""

    def __init__(self, wire: RabbitConnection, alive: str, dead: str | None = None, no_ack: bool = False) -> None:
        self._wire = wire
        self._waiting: deque[Delivery] = deque()
        self._arrived = Signal()
        self._is_cancelled = False
        wire.on_lost = self._arrived.set
        deliveries = wire.deliveries()
        with wire.guard():
            for queue, is_dead in ((alive, False), (dead, True)):
                if queue is not None:
                    deliveries.give(queue, partial(self._arrive, is_dead))
                    wire.channel.basic_consume(queue, consumer_tag=queue, no_ack=no_ack)
        wire.start_reading()

    def take(self, most: int, timeout: float) -> list[Delivery]:
        """What has arrived, in order."""
        if not self._waiting and not self._wire.is_lost and not self._is_cancelled:
            self._arrived.wait(timeout)
        if self._wire.is_lost:
            raise BrokerUnavailable("the connection to the broker is lost")
        if self._is_cancelled:
            return []
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def ack(self, last: Delivery) -> None:
        """Acknowledge this and everything before it; BrokerUnavailable means that it may come again."""
        if self._wire.is_lost:
            raise BrokerUnavailable("the connection was lost before the acknowledgement")
        with self._wire.guard():
            self._wire.ack(last.tag, is_multiple=True)

    def cancel(self) -> None:
        """Take no more; what arrives from now on goes back with the rest when the subscription is closed."""
        # No basic.cancel: RabbitMQ puts a message that meets it on its way back before those delivered earlier.
        self._is_cancelled = True
        self._arrived.set()

    def close(self) -> None:
        """Leave."""
        self._wire.close()

    def _arrive(self, is_dead: bool, tag: int, body: bytes, header: bytes) -> None:
        self._waiting.append(Delivery(tag, body, content_type(header), is_dead))
        self._arrived.set()
