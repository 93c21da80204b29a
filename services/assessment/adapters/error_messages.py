"""Turns a schema's nested messages into sentences that an operator can follow to the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_SILENT = ("_schema", "value", "key")  # marshmallow's own places, which no file has
_LISTS = {"sections": "section", "items": "item"}


def sentences(messages: Any, raw: Any, *place: str) -> Iterator[str]:
    """Each message after the names of the blocks around it, like `section days: item rested: text: is missing`."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _inside(key, inner, raw, place)
    elif isinstance(messages, list):
        for message in messages:
            yield from sentences(message, raw, *place)
    else:
        yield ": ".join((*place, str(messages)))


def _inside(key: Any, messages: Any, raw: Any, place: tuple[str, ...]) -> Iterator[str]:
    held = _held(raw, key)
    if key in _SILENT:
        yield from sentences(messages, raw, *place)
    elif isinstance(messages, Mapping) and isinstance(held, list):
        for number, inner in messages.items():
            element = _held(held, number)
            yield from sentences(inner, element, *place, _element(str(key), number, element))
    else:
        yield from sentences(messages, held, *place, f"step {key}" if isinstance(key, int) else str(key))


def _held(raw: Any, key: Any) -> Any:
    if isinstance(raw, Mapping):
        return raw.get(key)
    return raw[key] if isinstance(raw, list) and isinstance(key, int) else None


def _element(key: str, number: Any, element: Any) -> str:
    kind = _LISTS.get(key, key)
    code = element.get(kind) if isinstance(element, Mapping) else None
    return f"{kind} {code or f'no. {number + 1}'}"
