"""Copies of events for the queues that partners bound, which can neither refuse nor delay what our services hear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Any

import eventlet
import structlog

from shared.contracts.cloudevents import CONTENT_TYPE
from shared.messaging.broker.port import OutgoingMessage
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.frame_encoder import PublishTemplate
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import BrokerUnavailable

PERSISTENT = 2
LOOK_AGAIN = 5.0  # seconds until a type that no partner's queue took is offered again
_MOST_AT_ONCE = 200  # copies on their way: a wait for their confirms is short
_PATIENCE = 2.0  # seconds for a queue of a partner that neither takes nor refuses
_PAUSE = 10.0  # seconds without copies after it was lost
_QUIET = 60.0  # seconds between two words in the log about refusals; the metric counts each
log = structlog.get_logger(__name__)


class PartnerCopies:
    """Sends copies on a connection of their own: a queue that stalls blocks the channel that it is reached by.

    A copy that a partner's queue refuses is counted and not sent again; the other partners have it. Nothing raises:
    what goes wrong here is the partners' loss, and `hyke_partner_copies_*` tells of it.
    """

    def __init__(self, connect: Callable[[], RabbitConnection], exchange: str, patience: float = _PATIENCE) -> None:
        self._connect = connect
        self._exchange = exchange
        self._patience = patience
        self._wire: RabbitConnection | None = None
        self._rest_until = self._quiet_until = 0.0
        self._unwanted: dict[str, float] = {}  # type to when it is offered again
        self._stamps: dict[str, PublishTemplate] = {}
        self._sent = 0
        self._open: dict[int, str] = {}  # delivery tag to type

    def offer(self, letters: Sequence[OutgoingMessage]) -> None:
        """Send a copy of each letter that a partner may want, in order, and wait for what becomes of them."""
        now = monotonic()
        wanted = [letter for letter in letters if self._unwanted.get(letter.type, 0.0) <= now]
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            self._offer(wanted[start : start + _MOST_AT_ONCE])

    def tend(self) -> None:
        """Keep an idle connection alive."""
        if self._wire is None:
            return
        try:
            with self._wire.guard(self._patience):
                while self._wire.drain(0.001):
                    pass
                self._wire.beat()
        except BrokerUnavailable as lost:
            self._lose(lost)

    def close(self) -> None:
        """Leave."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _offer(self, letters: Sequence[OutgoingMessage]) -> None:
        if monotonic() < self._rest_until:
            metrics.PARTNER_COPIES_MISSED.inc(len(letters))
            return
        try:
            self._send(self._connected(), letters)
        except BrokerUnavailable as lost:
            metrics.PARTNER_COPIES_MISSED.inc(len(self._open) or len(letters))
            self._lose(lost)

    def _connected(self) -> RabbitConnection:
        if self._wire is not None:
            return self._wire
        self._sent, self._open, self._stamps = 0, {}, {}
        limit = eventlet.Timeout(self._patience)
        try:
            wire = self._connect()
        except eventlet.Timeout as late:
            if late is not limit:
                raise
            raise BrokerUnavailable("no connection for partners' copies in time") from late
        finally:
            limit.cancel()
        with wire.guard(self._patience):
            wire.channel.confirm_select()
        events = wire.channel.events
        events["basic_ack"].add(partial(self._settle, False))
        events["basic_nack"].add(partial(self._settle, True))
        events["basic_return"].add(self._returned)
        self._wire = wire
        return wire

    def _send(self, wire: RabbitConnection, letters: Sequence[OutgoingMessage]) -> None:
        deadline = monotonic() + self._patience
        with wire.guard(self._patience + 1.0):
            with wire.one_write() as write:
                for letter in letters:
                    self._sent += 1
                    self._open[self._sent] = letter.type
                    write(self._stamp(wire, letter.type).on(letter.id, letter.body))
            while self._open:
                if monotonic() > deadline:
                    raise BrokerUnavailable(f"a partner's queue has neither taken nor refused {len(self._open)} events")
                wire.drain(deadline - monotonic())
        metrics.PARTNER_COPIES.inc(len(letters))

    def _stamp(self, wire: RabbitConnection, type: str) -> PublishTemplate:
        if type not in self._stamps:
            self._stamps[type] = wire.stamp(self._exchange, type, content_type=CONTENT_TYPE, delivery_mode=PERSISTENT)
        return self._stamps[type]

    def _settle(self, is_refused: bool, tag: int, multiple: bool) -> None:
        for each in list(takewhile(tag.__ge__, self._open)) if multiple else [tag]:
            type = self._open.pop(each, None)
            if type is not None and is_refused:
                metrics.PARTNER_COPIES_REFUSED.inc()
                self._complain(type)

    def _complain(self, type: str) -> None:
        if monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + _QUIET
            log.warning("partner_refuses", event_type=type)

    def _returned(self, _error: Exception, _exchange: str, key: str, _message: Any) -> None:
        self._unwanted[key] = monotonic() + LOOK_AGAIN

    def _lose(self, why: BrokerUnavailable) -> None:
        log.warning("partners_not_reached", error=str(why))
        self._rest_until = monotonic() + _PAUSE
        if self._wire is not None:
            self._wire.drop()
            self._wire = None
