"""Properties that are short texts, beside what py-amqp reads and writes of the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from amqp.basic_message import Message
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.broker.rabbitmq.message_properties import content_type, return_address, size_of_body, written

SHORT = st.text(max_size=60)
ANY = st.fixed_dictionaries(
    {},
    optional={
        "content_type": SHORT,
        "content_encoding": SHORT,
        "application_headers": st.dictionaries(st.text(max_size=20), SHORT | st.integers(-(2**31), 2**31), max_size=4),
        "delivery_mode": st.integers(1, 2),
        "priority": st.integers(1, 9),
        "correlation_id": SHORT,
        "reply_to": SHORT,
        "expiration": SHORT,
        "message_id": SHORT,
        "type": SHORT,
    },
)


def header(properties: bytes, size: int = 3) -> bytes:
    """A header frame's payload."""
    return b"\x00\x3c\x00\x00" + size.to_bytes(8) + properties


@given(properties=ANY, size=st.integers(0, 2**40))
def test_a_header_says_what_py_amqp_wrote_into_it(properties: dict[str, Any], size: int) -> None:
    frame = header(Message(b"", **properties)._serialize_properties(), size)
    reply_to, correlation_id = properties.get("reply_to", ""), properties.get("correlation_id", "")
    assert size_of_body(frame) == size
    assert content_type(frame) == properties.get("content_type")
    assert return_address(frame) == (reply_to.encode(), correlation_id.encode())


def test_bytes_that_are_no_text_come_back_as_they_are() -> None:
    frame = header(written({"correlation_id": b"\xff\x00", "reply_to": b"\xfe"}))
    assert return_address(frame) == (b"\xfe", b"\xff\x00")


def test_a_text_that_is_too_long_for_a_property_is_refused() -> None:
    with pytest.raises(OverflowError):
        written({"reply_to": b"x" * 256})
