"""The short way to read an event gives what the long way gives, of right data and of wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest

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


def test_there_is_a_sample_of_every_event() -> None:
    assert {json.loads(sample.read_text())["type"] for sample in SAMPLES} >= {
        name for name, contract in EVENTS.items() if contract.__module__.startswith("shared.contracts.")
    }
