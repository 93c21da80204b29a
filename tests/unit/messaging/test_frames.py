"""Frames, beside those of py-amqp."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from amqp.basic_message import Message
from amqp.method_framing import frame_writer
from amqp.serialization import dumps

from shared.messaging.frames import Stamp

PROPERTIES: dict[str, object] = {"content_type": "application/cloudevents+json", "delivery_mode": 2}


def written_by_amqp(frame_max: int, id: str, body: bytes) -> bytes:
    """What py-amqp writes for the same message."""
    written = bytearray()
    connection = SimpleNamespace(frame_max=frame_max, bytes_sent=0)
    write = frame_writer(connection, SimpleNamespace(write=written.extend))
    write(
        1,
        7,
        (60, 40),
        dumps("Bssbb", (0, "hyke.events", "a.b.v1", True, False)),
        Message(body, **PROPERTIES, message_id=id),
    )
    return bytes(written)


@pytest.mark.parametrize("length", [1, 700, 4085, 4088, 4089, 20_000])
def test_the_frames_are_those_that_py_amqp_writes(length: int) -> None:
    id, body = str(uuid4()), b"x" * length
    assert Stamp(7, 4096, "hyke.events", "a.b.v1", PROPERTIES).on(id, body) == written_by_amqp(4096, id, body)


def test_an_id_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="36 characters"):
        Stamp(7, 4096, "hyke.events", "a.b.v1", PROPERTIES).on("short", b"{}")
