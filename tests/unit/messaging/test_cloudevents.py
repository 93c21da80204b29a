"""Events on the wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import marshmallow as ma
import pytest

from shared.contracts.cloudevents import CONTENT_TYPE, Cause, CloudEventError, decode, encode, event_of, source_of
from tests.unit.messaging.contracts import Happened

ID, THING, CAUSE_ID = uuid4(), uuid4(), uuid4()
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CAUSE = Cause("corr", CAUSE_ID, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")


def encoded(**changes: object) -> bytes:
    text = encode(Happened(THING, 3), ID, source_of("metropolia", "sample"), AT, "0042", CAUSE)
    return json.dumps({**json.loads(text), **changes}).encode()


def test_an_event_comes_back_as_it_went_out() -> None:
    envelope = decode(encoded(), CONTENT_TYPE)
    assert event_of(envelope) == Happened(THING, 3)
    assert (envelope.id, envelope.subject, envelope.time) == (ID, str(THING), AT)
    assert (envelope.type, envelope.source) == ("sample.happened.v1", "urn:hyke:metropolia:sample")
    assert (envelope.sequence, envelope.cause) == ("0042", CAUSE)


def test_the_attributes_are_those_of_cloudevents() -> None:
    told = json.loads(encoded())
    assert told["specversion"] == "1.0"
    assert told["time"] == "2026-03-01T09:30:00Z"
    assert (told["correlationid"], told["causationid"]) == ("corr", str(CAUSE_ID))
    assert told["data"] == {"thing_id": str(THING), "size": 3, "note": None}


def test_unknown_fields_are_ignored() -> None:
    data = {"thing_id": str(THING), "size": 2, "later": True}
    assert event_of(decode(encoded(data=data, extension="x"), CONTENT_TYPE)) == Happened(THING, 2)


def test_an_event_that_its_readers_would_refuse_is_not_written() -> None:
    with pytest.raises(ma.ValidationError):
        encode(Happened(THING, 9), ID, "urn:x", AT, "1", CAUSE)


@pytest.mark.parametrize(
    "content_type", ["application/cloudevents+json; charset=utf-8", "Application/CloudEvents+JSON;x=1"]
)
def test_parameters_of_the_content_type_are_accepted(content_type: str) -> None:
    assert decode(encoded(), content_type).id == ID


@pytest.mark.parametrize(
    ("raw", "content_type", "reason"),
    [
        (encoded(), "application/json", "content_type"),
        (encoded(), None, "content_type"),
        (b"\xff", CONTENT_TYPE, "not_json"),
        (b"{", CONTENT_TYPE, "not_json"),
        (b"[" * 100_000, CONTENT_TYPE, "not_json"),
        (b"[]", CONTENT_TYPE, "not_cloudevent"),
        (encoded(specversion="0.3"), CONTENT_TYPE, "not_cloudevent"),
        (encoded(id="5"), CONTENT_TYPE, "not_cloudevent"),
        (encoded(time="soon"), CONTENT_TYPE, "not_cloudevent"),
        (encoded(subject=""), CONTENT_TYPE, "not_cloudevent"),
        (encoded(subject="a\x00b"), CONTENT_TYPE, "not_cloudevent"),
        (encoded(type="\ud800"), CONTENT_TYPE, "not_cloudevent"),
        (encoded(data=[]), CONTENT_TYPE, "not_cloudevent"),
    ],
)
def test_what_is_no_event_is_told_apart_by_its_reason(raw: bytes, content_type: str | None, reason: str) -> None:
    with pytest.raises(CloudEventError) as wrong:
        decode(raw, content_type)
    assert wrong.value.reason == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"type": "sample.vanished.v1"}, "unknown_type"),
        ({"type": "sample.happened.v2"}, "unknown_version"),
        ({"data": {"thing_id": "x", "size": 3}}, "invalid_data"),
        ({"data": {"size": 3}}, "invalid_data"),
    ],
)
def test_an_event_without_a_fitting_contract_names_its_reason(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(CloudEventError) as wrong:
        event_of(decode(encoded(**changes), CONTENT_TYPE))
    assert wrong.value.reason == reason


def test_a_foreign_causation_is_no_obstacle() -> None:
    assert decode(encoded(causationid="their-own-kind"), CONTENT_TYPE).cause.causation_id is None
    assert UUID(json.loads(encoded())["id"]) == ID
