"""One connection to RabbitMQ: read by a greenlet of its own, watched by heartbeats, dropped on any doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import eventlet
from kombu import Connection

from shared.messaging.broker.rabbitmq.delivery_assembler import Deliveries
from shared.messaging.broker.rabbitmq.frame_encoder import PublishTemplate, ack, message
from shared.messaging.broker.rabbitmq.frame_reader import FrameReader
from shared.messaging.broker.rabbitmq.message_properties import written
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options

CANCEL = (60, 30)
SETUP_SECONDS = 10.0


class RabbitConnection:
    """An open connection and its channel; every failure of it is a BrokerUnavailable."""

    def __init__(self, url: str, on_lost: Callable[[], None] = lambda: None, heartbeat: int | None = None) -> None:
        self.on_lost = on_lost
        seconds = messaging_options().heartbeat if heartbeat is None else heartbeat
        self._kombu = Connection(url, heartbeat=seconds, connect_timeout=5)
        self.is_lost = False
        self._reader: Any = None
        with self.guard(SETUP_SECONDS):
            # As connect(), but for its two seconds before a second try: our loops wait by themselves.
            self._kombu.ensure_connection(max_retries=1, interval_start=0, interval_step=0, interval_max=0)
            self.amqp = self._kombu.connection
            self.channel = self._kombu.channel()
            self.channel.auto_decode = False  # parked messages keep the bytes that came
            self._frames = FrameReader(self.amqp.transport)

    @contextmanager
    def guard(self, seconds: float = SETUP_SECONDS) -> Iterator[None]:
        """Turn any failure within, or its taking too long, into a lost wire."""
        limit = eventlet.Timeout(seconds)
        try:
            yield
        except BaseException as error:
            self.drop()  # a frame may be half sent
            if isinstance(error, BrokerUnavailable) or not (isinstance(error, Exception) or error is limit):
                raise
            raise BrokerUnavailable(f"{type(error).__name__}: {error}") from error
        finally:
            limit.cancel()

    def publish(self, exchange: str, key: str | bytes, body: bytes, properties: dict[str, bytes]) -> None:
        """Send a message without waiting for anything; ``properties`` as ``properties.written`` takes them."""
        # py-amqp's own basic_publish reads the socket before each publish, in the middle of our reader.
        channel, frame_max = self.channel.channel_id, self.amqp.frame_max
        self.amqp.transport.write(message(channel, frame_max, exchange, key, written(properties), body))

    def ack(self, tag: int, is_multiple: bool = False) -> None:
        """Acknowledge a delivery, or all up to it."""
        self.amqp.transport.write(ack(self.channel.channel_id, tag, is_multiple))

    def reopen_channel(self) -> None:
        """Go on after the broker has closed the channel, as it does when asked for what is not there."""
        self.channel = self._kombu.channel()
        self.channel.auto_decode = False

    def stamp(self, exchange: str, key: str, **properties: Any) -> PublishTemplate:
        """What writes mandatory messages with these properties quickly, within ``one_write``."""
        return PublishTemplate(self.channel.channel_id, self.amqp.frame_max, exchange, key, properties)

    def deliveries(self) -> Deliveries:
        """What takes the deliveries of consumers on this wire's channel from now on."""
        return Deliveries(self.amqp, self.channel.channel_id)

    def cancel_consumers(self) -> None:
        """Ask for no more messages; what is on its way still arrives, and goes back when the wire is closed."""
        # py-amqp's own basic_cancel forgets the callback and then rejects what is on its way.
        for tag in self.channel.callbacks:
            self.channel.send_method(CANCEL, "sb", (tag, True))

    @contextmanager
    def one_write(self) -> Iterator[Callable[[bytes], None]]:
        """Gather the frames sent or given within into one write to the socket; nothing within may wait."""
        transport, gathered = self.amqp.transport, bytearray()
        write = transport._write
        transport._write = gathered.extend
        try:
            yield gathered.extend
        finally:
            transport._write = write
        if gathered:
            transport.write(bytes(gathered))

    def drain(self, seconds: float) -> bool:
        """Handle one arriving method; false if none came in time."""
        handle, read = self.amqp.on_inbound_frame, self._frames.read
        try:
            with self.amqp.transport.having_timeout(max(seconds, 0.001)):
                while not handle(read()):
                    pass
        except TimeoutError:
            return False
        return True

    def beat(self) -> None:
        """Send a heartbeat when one is due; fail when the broker's are missing."""
        self.amqp.heartbeat_tick()

    def start_reading(self) -> None:
        """From now on a greenlet handles what arrives; nothing else may wait for a reply on this wire."""
        self._reader = eventlet.spawn(self._read)

    def drop(self) -> None:
        """Forget the connection without a word to the broker, which may not be there."""
        if not self.is_lost:
            self.is_lost = True
            self._kombu.collect(socket_timeout=0.1)
            self.on_lost()

    def close(self) -> None:
        """Take leave politely, for two seconds at most."""
        if self._reader is not None:
            self._reader.kill()
        if not self.is_lost:
            self.on_lost = lambda: None
            try:
                with self.guard(2.0):
                    self.amqp.close()
            except BrokerUnavailable:
                pass
        self.drop()

    def _read(self) -> None:
        tick = max(messaging_options().heartbeat / 3, 0.5)
        next_beat = monotonic() + tick
        try:
            while not self.is_lost:
                if self.drain(tick) and self._frames.is_empty:
                    eventlet.sleep(0)  # let those whom it woke run, before more is asked of the socket
                if monotonic() >= next_beat:
                    self.beat()
                    next_beat = monotonic() + tick
        except Exception:
            self.drop()
