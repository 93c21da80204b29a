"""What an AMQP client sends, cut into frames."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

Method = tuple[int, int]
"""Class and method number of an AMQP method."""

ACK: Method = (60, 80)
PUBLISH: Method = (60, 40)

_GREETING = 8  # "AMQP" and the protocol's version, which are no frame
_HEAD = 7
_METHOD_FRAME = 1


class Cutter:
    """Cuts a stream of bytes at the ends of its frames; what is incomplete is kept for the next bytes."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._is_greeted = False

    def cut(self, data: bytes) -> Iterator[tuple[bytes, Method | None]]:
        """Each frame that is complete now, and the method that it carries, if it carries one."""
        self._kept += data
        while (length := self._length()) and length <= len(self._kept):
            frame = bytes(self._kept[:length])
            del self._kept[:length]
            yield frame, method_of(frame) if self._is_greeted else None
            self._is_greeted = True

    def _length(self) -> int:
        if not self._is_greeted:
            return _GREETING
        if len(self._kept) < _HEAD:
            return 0
        return _HEAD + int(unpack_from(">I", self._kept, 3)[0]) + 1


def method_of(frame: bytes) -> Method | None:
    """The method in a frame; content and heartbeats carry none."""
    if frame[0] != _METHOD_FRAME:
        return None
    kind, number = unpack_from(">HH", frame, _HEAD)
    return int(kind), int(number)
