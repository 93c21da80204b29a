"""A parked event with its content made readable, and nothing in it that did not come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, text

from shared.messaging.dead_letters.listing import OperatorAction, ParkedEvent, acts_on, find

READABLE = 64 * 1024
EXCERPT = 512

_RAW = text("SELECT substring(raw FROM 1 FOR :most) AS raw, content_type FROM parked WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes as a person can read them: JSON indented, text with odd characters escaped, or a dump in hexadecimal."""

    form: Literal["json", "text", "bytes"]
    words: str
    size: int
    shown: int  # bytes of it that the words stand for

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.shown == self.size


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is known of a parked event."""

    entry: ParkedEvent
    content_type: str | None
    content: Content
    acts: list[OperatorAction]


def show(connection: Connection, id: int) -> Shown | None:
    """A parked event with its content and what was done about it; None if there is none of this number."""
    entry = find(connection, id)
    if entry is None:
        return None
    row = connection.execute(_RAW, {"id": id, "most": READABLE}).one()
    return Shown(entry, row.content_type, readable(bytes(row.raw), entry.size), acts_on(connection, entry))


def readable(start: bytes, size: int) -> Content:
    """The content that begins with these bytes and has this size."""
    words = _text(start, is_whole=len(start) == size)
    if words is None:
        shown = start[:EXCERPT]
        return Content("bytes", _dump(shown), size, len(shown))
    if len(start) == size:
        pretty = _pretty(words)
        if pretty is not None:
            return Content("json", pretty, size, size)
    return Content("text", escape_control_characters(words), size, len(words.encode()))


def _text(start: bytes, *, is_whole: bool) -> str | None:
    try:
        return start.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = not is_whole and error.start > len(start) - 4 and error.reason == "unexpected end of data"
        return start[: error.start].decode("utf-8") if is_cut else None


def _pretty(words: str) -> str | None:
    # Where reading and writing would change a value, or hide that a name is there twice, the text is shown as it came.
    try:
        found = json.loads(words, object_pairs_hook=_object, parse_float=_exact, parse_constant=_refuse)
        return escape_control_characters(json.dumps(found, ensure_ascii=False, indent=2))
    except (ValueError, RecursionError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _exact(number: str) -> float:
    if Decimal(number) != Decimal(repr(float(number))):
        raise ValueError("a number that a float cannot hold")
    return float(number)


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def escape_control_characters(words: str) -> str:
    """The same with each character that is no print, but line breaks and tabs, as its code."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else _code(letter) for letter in words)


def _code(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _dump(raw: bytes) -> str:
    rows = [raw[start : start + 16] for start in range(0, len(raw), 16)]
    return "\n".join(f"{place * 16:04x}  {row.hex(' '):47}  {_plain(row)}" for place, row in enumerate(rows))


def _plain(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
