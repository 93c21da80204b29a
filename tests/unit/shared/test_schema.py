"""Contracts made from dataclasses."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated
from uuid import UUID, uuid4

import marshmallow as ma
import pytest
from marshmallow import validate

from shared.contracts import events, requests
from shared.contracts.registry import EVENTS, REQUESTS, event
from shared.contracts.schema import dump, load, schema_of


@dataclass(frozen=True)
class Inner:
    value: Annotated[int, validate.Range(min=1, max=5)]


@dataclass(frozen=True)
class Sample:
    id: UUID
    at: datetime
    inners: tuple[Inner, ...]
    clock: time | None = None


SAMPLE = Sample(uuid4(), datetime(2026, 11, 24, 9, tzinfo=UTC), (Inner(3),), time(9, 30))


def test_what_is_dumped_loads_to_the_same_value() -> None:
    assert load(Sample, dump(SAMPLE)) == SAMPLE


def test_an_instant_is_written_in_utc() -> None:
    assert dump(SAMPLE)["at"] == "2026-11-24T09:00:00Z"


def test_readers_ignore_unknown_fields() -> None:
    assert load(Sample, {**dump(SAMPLE), "later": 1}) == SAMPLE


def test_a_strict_reader_names_the_unknown_field() -> None:
    with pytest.raises(ma.ValidationError, match="later"):
        load(Sample, {**dump(SAMPLE), "later": 1}, strict=True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("id", "no uuid"), ("at", "2026-11-24T09:00:00"), ("inners", [{"value": 6}]), ("inners", [{"value": "3"}])],
)
def test_a_wrong_value_is_named_by_its_field(field: str, wrong: object) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        load(Sample, {**dump(SAMPLE), field: wrong})
    assert set(caught.value.messages_dict) == {field}


def test_every_contract_has_a_schema_and_a_sentence() -> None:
    contracts = (*EVENTS.values(), *REQUESTS.values())
    assert {events.session.SessionClosed, requests.session.CloseSession} <= set(contracts)
    for contract in contracts:
        assert schema_of(contract, strict=True)().fields is not None
        assert contract.__doc__
        assert not contract.__doc__.startswith(f"{contract.__name__}(")


def test_one_name_is_one_contract() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        event("session.closed.v1", subject="value")(Inner)
