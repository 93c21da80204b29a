"""Frames of AMQP 0-9-1 for many messages that differ only in their id and body, encoded once."""

from __future__ import annotations

from struct import Struct

from amqp.basic_message import Message
from amqp.serialization import dumps

_FRAME = Struct(">BHI")
_END = b"\xce"
_CONTENT = Struct(">HxxQ")
_METHOD, _HEADER, _BODY = 1, 2, 3
_BASIC, _PUBLISH = 60, 40
_ID = "0" * 36  # as long as any UUID's text


class Stamp:
    """The frames of ``basic.publish`` to one exchange and routing key, but for the message's id and body."""

    def __init__(self, channel: int, frame_max: int, exchange: str, key: str, properties: dict[str, object]) -> None:
        self._channel = channel
        self._most = frame_max - _FRAME.size - len(_END)
        arguments = dumps("Bssbb", (0, exchange, key, True, False))
        self._method = self._frame(_METHOD, _BASIC.to_bytes(2) + _PUBLISH.to_bytes(2) + arguments)
        encoded = Message(**properties, message_id=_ID)._serialize_properties()
        self._before, self._after = encoded.split(_ID.encode(), 1)

    def on(self, id: str, body: bytes) -> bytes:
        """The frames of one message, mandatory, with this id of 36 characters."""
        if len(id) != len(_ID):
            raise ValueError(f"the id of a message must have {len(_ID)} characters")
        header = _CONTENT.pack(_BASIC, len(body)) + self._before + id.encode() + self._after
        parts = [self._method, self._frame(_HEADER, header)]
        parts += [self._frame(_BODY, body[at : at + self._most]) for at in range(0, len(body), self._most)]
        return b"".join(parts)

    def _frame(self, kind: int, payload: bytes) -> bytes:
        return _FRAME.pack(kind, self._channel, len(payload)) + payload + _END
