"""What is promised of the reading of frames."""

from __future__ import annotations

from collections.abc import Iterator
from struct import pack
from types import SimpleNamespace

import pytest
from amqp.exceptions import UnexpectedFrame

from shared.messaging.broker.rabbitmq.frame_reader import FrameReader

FRAMES = [(1, 1, b"method"), (2, 1, b""), (3, 1, b"x" * 300), (8, 0, b"")]
WIRE = b"".join(pack(">BHI", kind, channel, len(payload)) + payload + b"\xce" for kind, channel, payload in FRAMES)


def reading(pieces: Iterator[bytes | type[Exception]], before: bytes = b"") -> FrameReader:
    def receive(_most: int) -> bytes:
        piece = next(pieces)
        if isinstance(piece, bytes):
            return piece
        raise piece

    return FrameReader(SimpleNamespace(_quick_recv=receive, _read_buffer=before))


@pytest.mark.parametrize("size", [1, 2, 7, 8, 50, 1000])
def test_frames_come_out_whole_however_they_arrive(size: int) -> None:
    frames = reading(WIRE[at : at + size] for at in range(0, len(WIRE), size))
    assert [frames.read() for _ in FRAMES] == FRAMES
    assert frames.is_empty


@pytest.mark.parametrize("at", range(1, len(WIRE), 13))
def test_a_time_out_within_a_frame_loses_nothing(at: int) -> None:
    frames = reading(iter([WIRE[:at], TimeoutError, WIRE[at:]]))
    found: list[object] = []
    while len(found) < len(FRAMES):
        try:
            found.append(frames.read())
        except TimeoutError:
            continue
    assert found == FRAMES


def test_what_was_received_before_is_read_first() -> None:
    frames = reading(iter([WIRE[5:]]), before=WIRE[:5])
    assert not frames.is_empty
    assert frames.read() == FRAMES[0]


def test_a_frame_without_its_end_is_an_error() -> None:
    with pytest.raises(UnexpectedFrame):
        reading(iter([WIRE.replace(b"\xce", b"\x00")])).read()


def test_a_connection_that_the_broker_closed_is_an_error() -> None:
    with pytest.raises(OSError, match="closed"):
        reading(iter([WIRE[:3], b""])).read()
