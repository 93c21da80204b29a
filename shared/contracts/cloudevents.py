"""Events on the wire: CloudEvents 1.0 in structured JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import marshmallow as ma

from shared.contracts.registry import EVENTS, event_spec
from shared.contracts.schema import ContractSchema, schema_of

CONTENT_TYPE = "application/cloudevents+json"
SEQUENCE_DIGITS = 19


class CloudEventError(ValueError):
    """A message that is no event we can act on: ``reason`` is a stable slug, the text says what is wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


class Cause(NamedTuple):
    """What made an event happen, as far as it is known."""

    correlation_id: str | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None


UNKNOWN = Cause()


class Envelope(NamedTuple):
    """A CloudEvent whose attributes are in order; its data has not been looked at."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, Any]
    sequence: str
    cause: Cause


def source_of(stack: str, service: str) -> str:
    """The ``source`` of a service's events."""
    return f"urn:hyke:{stack}:{service}"


def encode(event: object, id: UUID, source: str, time: datetime, sequence: str, cause: Cause) -> str:
    """The JSON text of an event; marshmallow.ValidationError if a reader would refuse its data."""
    spec = event_spec(event)
    contract: Any = type(event)
    schema = _schema(contract)
    data = schema.dump(event)
    errors = schema.validate(data)
    if errors:
        raise ma.ValidationError(errors)
    attributes = {
        "specversion": "1.0",
        "id": str(id),
        "source": source,
        "type": spec.name,
        "subject": subject_of(event),
        "time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "sequence": sequence,
        "correlationid": cause.correlation_id,
        "causationid": str(cause.causation_id) if cause.causation_id else None,
        "traceparent": cause.traceparent,
        "data": data,
    }
    present = {name: value for name, value in attributes.items() if value is not None}
    return json.dumps(present, ensure_ascii=False, separators=(",", ":"))


def subject_of(event: object) -> str:
    """The id of the aggregate that an event is about."""
    return str(getattr(event, event_spec(event).subject))


def decode(raw: bytes, content_type: str | None) -> Envelope:
    """The envelope in a message; CloudEventError if it is not one."""
    if content_type != CONTENT_TYPE and (content_type or "").split(";")[0].strip().lower() != CONTENT_TYPE:
        raise CloudEventError("content_type", f"expected {CONTENT_TYPE}, got {content_type!r:.80}")
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise CloudEventError("not_json", str(error)[:200]) from None
    if not isinstance(document, dict) or document.get("specversion") != "1.0":
        raise CloudEventError("not_cloudevent", "expected a JSON object with specversion 1.0")
    return _envelope(document)


def event_of(envelope: Envelope) -> object:
    """The contract's value in an envelope; CloudEventError if the contract is unknown or the data does not fit it."""
    contract = EVENTS.get(envelope.type)
    if contract is None:
        known = any(name.rpartition(".v")[0] == envelope.type.rpartition(".v")[0] for name in EVENTS)
        reason = "unknown_version" if known else "unknown_type"
        raise CloudEventError(reason, f"no contract is named {envelope.type!r:.200}")
    try:
        return _schema(contract).read(envelope.data)
    except ma.ValidationError as error:
        raise CloudEventError(
            "invalid_data", f"{envelope.type}: {json.dumps(error.messages, default=str)[:1000]}"
        ) from None


def _envelope(document: dict[str, Any]) -> Envelope:
    data = document.get("data")
    if not isinstance(data, dict):
        raise CloudEventError("not_cloudevent", "data must be a JSON object")
    try:
        event_id = UUID(_text(document, "id"))
        time = datetime.fromisoformat(_text(document, "time"))
    except CloudEventError:
        raise
    except ValueError as error:
        raise CloudEventError("not_cloudevent", f"id must be a UUID and time an instant: {error}") from None
    cause = Cause(
        _optional(document, "correlationid"), _uuid(document.get("causationid")), _optional(document, "traceparent")
    )
    kind, subject, source = _text(document, "type"), _text(document, "subject"), _text(document, "source")
    return Envelope(event_id, source, kind, subject, time, data, str(document.get("sequence", "")), cause)


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value or len(value) > 500 or not value.isprintable():
        raise CloudEventError("not_cloudevent", f"{name} must be a text of 1 to 500 printable characters")
    return value


def _optional(document: dict[str, Any], name: str) -> str | None:
    return None if document.get(name) is None else _text(document, name)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


@cache
def _schema(contract: Any) -> ContractSchema:
    return schema_of(contract)()
