"""Puts together the messages that consumers are sent, without reading their properties."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

from amqp.exceptions import UnexpectedFrame

from shared.messaging.broker.rabbitmq.frame_reader import Frame
from shared.messaging.broker.rabbitmq.message_properties import size_of_body

Arrive = Callable[[int, bytes, bytes], None]
"""Takes a delivery tag, a body and the header frame, which holds the properties."""

_METHOD, _HEADER, _BODY, _HEARTBEAT = 1, 2, 3, 8
_DELIVER = b"\x00\x3c\x00\x3c"  # class 60, method 60
_TAG = Struct(">Q")


class Deliveries:
    """Takes deliveries on one channel from what py-amqp is given to handle; py-amqp handles everything else."""

    def __init__(self, connection: Any, channel: int) -> None:
        self._connection = connection
        self._channel = channel
        self._handle = connection.on_inbound_frame
        self._arrive: dict[bytes, Arrive] = {}  # by consumer tag
        self._open: tuple[Arrive, int] | None = None  # a delivery whose content is on its way, and its tag
        self._content = b""  # its header
        self._missing = -1  # bytes of its body; -1 before its header
        self._parts: list[bytes] = []
        connection.on_inbound_frame = self.take

    def give(self, consumer: str, arrive: Arrive) -> None:
        """Have what is delivered to a consumer given to ``arrive`` from now on."""
        self._arrive[consumer.encode()] = arrive

    def take(self, frame: Frame) -> bool:
        """Handle a frame; whether it completes a method, as py-amqp's own handler tells."""
        kind, channel, payload = frame
        if channel != self._channel or kind == _HEARTBEAT:
            return bool(self._handle(frame))
        if self._open is not None:
            self._connection.bytes_recv += 1  # from which py-amqp sees that the broker lives
            return self._go_on(self._open, kind, payload)
        if kind == _METHOD and payload.startswith(_DELIVER):
            end = 5 + payload[4]
            arrive = self._arrive.get(payload[5:end])
            if arrive is not None:
                self._connection.bytes_recv += 1
                self._open, self._missing = (arrive, _TAG.unpack_from(payload, end)[0]), -1
                return False
        return bool(self._handle(frame))

    def _go_on(self, delivery: tuple[Arrive, int], kind: int, payload: bytes) -> bool:
        if kind != (_HEADER if self._missing < 0 else _BODY):
            raise UnexpectedFrame(f"a frame of type {kind} within a delivery")
        if kind == _HEADER:
            self._missing, self._content = size_of_body(payload), payload
        else:
            self._missing -= len(payload)
            self._parts.append(payload)
        if self._missing > 0:
            return False
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._open = None
        self._parts.clear()
        arrive, tag = delivery
        arrive(tag, body, self._content)
        return True
