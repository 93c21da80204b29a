"""Takes AMQP's frames out of what a connection has received, as many as there are, without asking the socket again."""

from __future__ import annotations

from struct import Struct
from typing import Any

from amqp.exceptions import UnexpectedFrame

_HEADER = Struct(">BHI")
_END = 0xCE
_AT_ONCE = 65536

Frame = tuple[int, int, bytes]
"""Type, channel, payload."""


class FrameReader:
    """Reads a py-amqp transport's frames from now on; py-amqp's own reader asks for each in three pieces."""

    def __init__(self, transport: Any) -> None:
        self._receive = transport._quick_recv
        self._received, self._at = bytes(transport._read_buffer), 0
        transport.read_frame = self.read

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been received that was not read."""
        return self._at == len(self._received)

    def read(self) -> Frame:
        """The next frame; TimeoutError when its rest is late, which loses nothing of what has come."""
        while True:
            received, at = self._received, self._at
            if len(received) - at > _HEADER.size:
                kind, channel, size = _HEADER.unpack_from(received, at)
                begin = at + _HEADER.size
                end = begin + size
                if end < len(received):
                    if received[end] != _END:
                        raise UnexpectedFrame(f"a frame ends with {received[end]:#x}")
                    self._at = end + 1
                    return kind, channel, received[begin:end]
            more = self._receive(_AT_ONCE)
            if not more:
                raise OSError("the broker closed the connection")
            self._received, self._at = received[at:] + more, 0
