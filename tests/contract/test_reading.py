"""The short way to read an event gives what the long way gives, of right data and of wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import marshmallow as ma
import pytest
from marshmallow import validate

import shared.contracts.events  # noqa: F401 - importing it registers them all
from shared.contracts.registry import EVENTS
from shared.contracts.schema import ContractSchema, schema_of

SAMPLES = sorted((Path(__file__).parent / "samples").rglob("*.json"))
WRONG: tuple[object, ...] = (None, "", "x", 3, 1.5, True, [], [None], {}, {"a": 1}, "\0")


def variants(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data, with a field too many, and with each field missing or wrong."""
    yield data
    yield {**data, "unheard_of": 1}
    for name in data:
        yield {key: value for key, value in data.items() if key != name}
        for value in WRONG:
            yield {**data, name: value}


def outcome(read: Any, data: dict[str, Any]) -> object:
    """The value, or what was complained about."""
    try:
        return read(data)
    except ma.ValidationError as error:
        return error.messages


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_both_ways_agree(sample: Path) -> None:
    told = json.loads(sample.read_text())
    schema: ContractSchema = schema_of(EVENTS[told["type"]])()
    found = [outcome(schema.read, data) for data in variants(told["data"])]
    assert found == [outcome(schema.load, data) for data in variants(told["data"])]
    assert any(isinstance(each, dict) for each in found)


class Colour(Enum):
    """What an enumeration is like."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    """What is within another."""

    id: UUID
    note: str | None = None


@dataclass(frozen=True)
class Whole:
    """Every kind of field."""

    part: Part
    parts: tuple[Part, ...]
    stress: Annotated[int, validate.Range(1, 5)]
    name: Annotated[str, validate.Length(1, 5)]
    kind: Literal["a", "b"]
    colour: Colour
    is_so: bool
    share: float
    at: datetime
    day: date
    hour: time
    tags: tuple[str, ...] = ()
    maybe: Part | None = None
    extra: dict[str, int] = field(default_factory=dict)


WHOLE: dict[str, Any] = {
    "part": {"id": "5cc7a8a6-9f66-4c0e-8a2c-0f3c76bd5d1a", "note": "n"},
    "parts": [{"id": "5cc7a8a6-9f66-4c0e-8a2c-0f3c76bd5d1a"}, {"id": "5cc7a8a69f664c0e8a2c0f3c76bd5d1a", "note": None}],
    "stress": 4,
    "name": "Aada",
    "kind": "a",
    "colour": "red",
    "is_so": True,
    "share": 0.5,
    "at": "2026-03-01T10:00:00+02:00",
    "day": "2026-03-01",
    "hour": "10:00",
    "tags": ["x", "y"],
    "maybe": None,
    "extra": {"a": 1},
}
TWISTED: tuple[dict[str, Any], ...] = (
    {"part": {"id": "no id"}},
    {"part": {**WHOLE["part"], "unheard_of": 1}},
    {"parts": [{"note": "without an id"}]},
    {"parts": [{**WHOLE["part"], "unheard_of": 1}]},
    {"stress": 6},
    {"stress": "4"},
    {"name": "too long"},
    {"name": "\ud800"},
    {"name": "a\0b"},
    {"kind": "c"},
    {"colour": "RED"},
    {"at": "2026-03-01T10:00:00"},
    {"at": "20260301T100000Z"},
    {"at": "1066-10-14T09:00:00Z"},
    {"at": "2026-03-01"},
    {"tags": ["x", "\0"]},
    {"tags": "xy"},
    {"maybe": {"id": "5cc7a8a6-9f66-4c0e-8a2c-0f3c76bd5d1a"}},
)


@pytest.mark.parametrize("strict", [False, True])
def test_both_ways_agree_on_every_kind_of_field(strict: bool) -> None:
    schema = schema_of(Whole, strict=strict)()
    told = [*variants(WHOLE), *({**WHOLE, **twist} for twist in TWISTED)]
    found = [outcome(schema.read, data) for data in told]
    assert found == [outcome(schema.load, data) for data in told]
    assert isinstance(found[0], Whole)
    assert isinstance(found[1], dict) is strict
    assert sum(isinstance(each, Whole) for each in found) > 10


def test_there_is_a_sample_of_every_event() -> None:
    assert {json.loads(sample.read_text())["type"] for sample in SAMPLES} >= {
        name for name, contract in EVENTS.items() if contract.__module__.startswith("shared.contracts.")
    }
