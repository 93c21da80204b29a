"""Frames, beside those of py-amqp."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from amqp.basic_message import Message
from amqp.method_framing import frame_writer
from amqp.serialization import dumps

from shared.messaging.broker.rabbitmq.frame_encoder import PublishTemplate, ack, message
from shared.messaging.broker.rabbitmq.message_properties import written

PROPERTIES: dict[str, object] = {"content_type": "application/cloudevents+json", "delivery_mode": 2}


def by_amqp(frame_max: int, method: tuple[int, int], arguments: bytes, message: Message | None = None) -> bytes:
    """What py-amqp writes."""
    frames = bytearray()
    connection = SimpleNamespace(frame_max=frame_max, bytes_sent=0)
    frame_writer(connection, SimpleNamespace(write=frames.extend))(1, 7, method, arguments, message)
    return bytes(frames)


def published(frame_max: int, exchange: str, key: str, is_mandatory: bool, message: Message) -> bytes:
    """The same for a message that is published."""
    return by_amqp(frame_max, (60, 40), dumps("Bssbb", (0, exchange, key, is_mandatory, False)), message)


@pytest.mark.parametrize("length", [1, 700, 4085, 4088, 4089, 20_000])
def test_the_frames_are_those_that_py_amqp_writes(length: int) -> None:
    id, body = str(uuid4()), b"x" * length
    stamped = PublishTemplate(7, 4096, "hyke.events", "a.b.v1", PROPERTIES).on(id, body)
    assert stamped == published(4096, "hyke.events", "a.b.v1", True, Message(body, **PROPERTIES, message_id=id))


@pytest.mark.parametrize("length", [1, 4088, 20_000])
@pytest.mark.parametrize("key", ["booking.requests", b"amq.rabbitmq.reply-to.x"])
def test_a_message_of_short_texts_is_written_as_py_amqp_writes_it(length: int, key: str | bytes) -> None:
    texts = {"content_type": "application/json", "correlation_id": "17", "reply_to": "somebody", "expiration": "2000"}
    body = b"x" * length
    ours = message(7, 4096, "", key, written({name: text.encode() for name, text in texts.items()}), body)
    assert ours == published(4096, "", key if isinstance(key, str) else key.decode(), False, Message(body, **texts))


@pytest.mark.parametrize("is_multiple", [True, False])
def test_an_acknowledgement_is_py_amqps(is_multiple: bool) -> None:
    assert ack(7, 2**40, is_multiple) == by_amqp(4096, (60, 80), dumps("Lb", (2**40, is_multiple)))


def test_an_id_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="36 characters"):
        PublishTemplate(7, 4096, "hyke.events", "a.b.v1", PROPERTIES).on("short", b"{}")
