"""Deliveries, beside what py-amqp reads of the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from amqp.basic_message import Message
from amqp.exceptions import UnexpectedFrame
from amqp.method_framing import frame_handler
from amqp.serialization import dumps, loads
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.broker.rabbitmq.delivery_assembler import Deliveries
from shared.messaging.broker.rabbitmq.frame_reader import Frame
from shared.messaging.broker.rabbitmq.message_properties import content_type

CHANNEL = 3
PROPERTIES: list[dict[str, object]] = [
    {},
    {"content_type": "application/cloudevents+json", "delivery_mode": 2, "message_id": "0" * 36},
    {"content_type": "", "application_headers": {"nested": {"x": [1, None]}}},
    {"content_type": "tekstiä", "priority": 3},
    {"content_encoding": "utf-8", "reply_to": "somebody"},
]


class Wire:
    """A connection whose frames are handled by both."""

    def __init__(self) -> None:
        self.passed_on: list[tuple[int, object]] = []
        self.arrived: list[tuple[int, bytes, str | None]] = []
        self.connection = SimpleNamespace(bytes_recv=0)
        self.connection.on_inbound_frame = frame_handler(
            self.connection, lambda channel, method, _args, _content: self.passed_on.append((channel, method))
        )
        self.deliveries = Deliveries(self.connection, CHANNEL)
        self.deliveries.give("alive", self.arrive)

    def arrive(self, tag: int, body: bytes, header: bytes) -> None:
        """Keep what was delivered."""
        self.arrived.append((tag, body, content_type(header)))

    def feed(self, frames: Iterator[Frame]) -> list[bool]:
        """What the handler says of each."""
        return [self.connection.on_inbound_frame(frame) for frame in frames]


def delivery(tag: int, message: Message, pieces: int = 1000, consumer: str = "alive") -> Iterator[Frame]:
    """The frames of a delivery."""
    arguments = dumps("sLbss", (consumer, tag, True, "hyke.events", "a.b.v1"))
    yield 1, CHANNEL, b"\x00\x3c\x00\x3c" + arguments
    yield 2, CHANNEL, b"\x00\x3c\x00\x00" + len(message.body).to_bytes(8) + message._serialize_properties()
    for at in range(0, len(message.body), pieces):
        yield 3, CHANNEL, message.body[at : at + pieces]


def as_amqp_reads(frames: Iterator[Frame]) -> tuple[int, bytes, str | None]:
    """The same by py-amqp itself."""
    found: list[tuple[bytes, Message]] = []
    read = frame_handler(SimpleNamespace(bytes_recv=0), lambda _c, _m, args, content: found.append((args, content)))
    for frame in frames:
        read(frame)
    (args, message) = found[0]
    return loads("sLbss", args, 4)[0][1], message.body or b"", message.properties.get("content_type")


@given(
    tag=st.integers(1, 2**63),
    body=st.binary(min_size=1, max_size=3000),
    properties=st.sampled_from(PROPERTIES),
    pieces=st.integers(1, 4000),
)
def test_what_is_delivered_is_what_py_amqp_would_have_read(
    tag: int, body: bytes, properties: dict[str, object], pieces: int
) -> None:
    wire = Wire()
    done = wire.feed(delivery(tag, Message(body, **properties), pieces))
    assert wire.arrived == [as_amqp_reads(delivery(tag, Message(body, **properties), pieces))]
    assert done == [False] * (len(done) - 1) + [True]
    assert wire.connection.bytes_recv == len(done)


def test_an_empty_body_is_delivered_with_its_header() -> None:
    wire = Wire()
    assert wire.feed(delivery(7, Message(b""))) == [False, True]
    wire.feed(delivery(8, Message(b"next")))
    assert wire.arrived == [(7, b"", None), (8, b"next", None)]


def test_headers_that_no_language_could_read_are_not_read() -> None:
    wire = Wire()
    method, _, body = delivery(9, Message(b"{}"))
    flags = (0x8001).to_bytes(2) + (0x0000).to_bytes(2)  # flags that go on, which nobody sends
    header = (2, CHANNEL, b"\x00\x3c\x00\x00" + (2).to_bytes(8) + flags + b"\x03a/b" + b"\xff" * 40)
    wire.feed(iter([method, header, body]))
    assert wire.arrived == [(9, b"{}", "a/b")]


def test_heartbeats_other_channels_and_other_consumers_are_py_amqps() -> None:
    wire = Wire()
    first, *rest = delivery(1, Message(b"x"))
    wire.feed(iter([first, (8, 0, b""), (1, 0, b"\x00\x0a\x00\x3d"), *rest]))
    wire.feed(delivery(2, Message(b"y"), consumer="somebody else"))
    assert wire.arrived == [(1, b"x", None)]
    assert wire.passed_on == [(0, (10, 61)), (CHANNEL, (60, 60))]
    assert wire.connection.bytes_recv == 8


@pytest.mark.parametrize("wrong", [1, 3])
def test_a_frame_that_does_not_belong_into_a_delivery_is_an_error(wrong: int) -> None:
    wire = Wire()
    method, header, _ = delivery(1, Message(b"xy"))
    with pytest.raises(UnexpectedFrame):
        wire.feed(iter([method, (wrong, CHANNEL, header[2])]))
