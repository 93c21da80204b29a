"""Frames of AMQP 0-9-1 that this stack sends often: what stays the same in them is encoded once."""

from __future__ import annotations

from functools import lru_cache
from struct import Struct

from amqp.basic_message import Message
from amqp.serialization import dumps

_FRAME = Struct(">BHI")
_END = b"\xce"
_CONTENT = Struct(">HxxQ")
_METHOD, _HEADER, _BODY = 1, 2, 3
_BASIC, _PUBLISH, _ACK = 60, 40, 80
_NOT_BODY = _FRAME.size + len(_END)
_ACKED = Struct(">HHQB")
_ID = "0" * 36  # as long as any UUID's text


class PublishTemplate:
    """The frames of ``basic.publish`` to one exchange and routing key, but for the message's id and body."""

    def __init__(self, channel: int, frame_max: int, exchange: str, key: str, properties: dict[str, object]) -> None:
        self._channel, self._frame_max = channel, frame_max
        self._method = _publish(channel, exchange, key, True)
        encoded = Message(**properties, message_id=_ID)._serialize_properties()
        self._before, self._after = encoded.split(_ID.encode(), 1)

    def on(self, id: str, body: bytes) -> bytes:
        """The frames of one message, mandatory, with this id of 36 characters."""
        if len(id) != len(_ID):
            raise ValueError(f"the id of a message must have {len(_ID)} characters")
        properties = self._before + id.encode() + self._after
        return self._method + _content(self._channel, self._frame_max, properties, body)


def message(channel: int, frame_max: int, exchange: str, key: str | bytes, properties: bytes, body: bytes) -> bytes:
    """The frames of a message that is dropped where nobody takes it; ``properties`` begin with their flags."""
    return _publish(channel, exchange, key, False) + _content(channel, frame_max, properties, body)


def ack(channel: int, tag: int, is_multiple: bool) -> bytes:
    """The frame of ``basic.ack``."""
    return _frame(_METHOD, channel, _ACKED.pack(_BASIC, _ACK, tag, is_multiple))


@lru_cache(maxsize=1024)
def _publish(channel: int, exchange: str, key: str | bytes, is_mandatory: bool) -> bytes:
    arguments = dumps("Bssbb", (0, exchange, key, is_mandatory, False))
    return _frame(_METHOD, channel, _BASIC.to_bytes(2) + _PUBLISH.to_bytes(2) + arguments)


def _content(channel: int, frame_max: int, properties: bytes, body: bytes) -> bytes:
    most = frame_max - _NOT_BODY
    frames = [_frame(_HEADER, channel, _CONTENT.pack(_BASIC, len(body)) + properties)]
    frames += [_frame(_BODY, channel, body[at : at + most]) for at in range(0, len(body), most)]
    return b"".join(frames)


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _FRAME.pack(kind, channel, len(payload)) + payload + _END
