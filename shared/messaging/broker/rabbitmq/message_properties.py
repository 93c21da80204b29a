"""The properties of an AMQP message that are short texts, read and written without the others."""

from __future__ import annotations

from struct import Struct

_CONTENT = Struct(">4xQH")  # class and weight, size of the body, property flags
_MORE_FLAGS = 1
_FLAGS = {
    "content_type": 1 << 15,
    "content_encoding": 1 << 14,
    "headers": 1 << 13,
    "delivery_mode": 1 << 12,
    "priority": 1 << 11,
    "correlation_id": 1 << 10,
    "reply_to": 1 << 9,
    "expiration": 1 << 8,
    "message_id": 1 << 7,
}
_HAS_CONTENT_TYPE = _FLAGS["content_type"]


def written(properties: dict[str, bytes]) -> bytes:
    """The end of a header frame, of properties in the order in which AMQP has them; OverflowError beyond 255 bytes."""
    flags = 0
    texts: list[bytes] = []
    for name, text in properties.items():
        flags |= _FLAGS[name]
        texts += (len(text).to_bytes(), text)
    return flags.to_bytes(2) + b"".join(texts)


def size_of_body(header: bytes) -> int:
    """How many bytes of body follow a header frame."""
    size: int = _CONTENT.unpack_from(header)[0]
    return size


def content_type(header: bytes) -> str | None:
    """The content type in a header frame."""
    _, flags = _CONTENT.unpack_from(header)
    return _text(header, _begin(header, flags)).decode("utf-8", "replace") if flags & _HAS_CONTENT_TYPE else None


def return_address(header: bytes) -> tuple[bytes, bytes]:
    """Where a header frame has replies sent to, and under which correlation id; empty where it does not say."""
    _, flags = _CONTENT.unpack_from(header)
    at = _begin(header, flags)
    found = {"correlation_id": b"", "reply_to": b""}
    for name, flag in _FLAGS.items():
        if flags & flag == 0:
            continue
        if name in found:
            found[name] = _text(header, at)
        at += _length(name, header, at)
        if name == "reply_to":
            break
    return found["reply_to"], found["correlation_id"]


def _begin(header: bytes, flags: int) -> int:
    at = _CONTENT.size
    while flags & _MORE_FLAGS:
        flags = int.from_bytes(header[at : at + 2])
        at += 2
    return at


def _text(header: bytes, at: int) -> bytes:
    return header[at + 1 : at + 1 + header[at]]


def _length(name: str, header: bytes, at: int) -> int:
    match name:
        case "headers":
            return 4 + int.from_bytes(header[at : at + 4])
        case "delivery_mode" | "priority":
            return 1
        case _:
            return 1 + header[at]
