"""Requests and replies as JSON."""

from __future__ import annotations

import json
import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import marshmallow as ma

from shared.contracts.actor import Actor, Role
from shared.contracts.registry import REQUESTS, request_spec
from shared.contracts.schema import ContractSchema, schema_of
from shared.messaging.broker.port import check_size
from shared.messaging.kernel.errors import ServiceFailed, Unavailable
from shared.refusal import Refusal, RefusalKind, invalid

PASSING = "unavailable"


class RequestUnreadable(ValueError):
    """A message in the queue of requests that is none."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request with what travels beside it."""

    name: str
    data: dict[str, Any]
    actor: Actor
    key: str | None
    correlation_id: str | None
    traceparent: str | None = None

    @property
    def contract(self) -> type:
        """Its contract; RequestUnreadable where there is none of this name."""
        if self.name not in REQUESTS:
            raise RequestUnreadable(f"no request is named {self.name!r:.100}")
        return REQUESTS[self.name]


def write_request(
    request: object, actor: Actor, key: str | None, correlation_id: str | None, traceparent: str | None = None
) -> bytes:
    """A request as bytes; TooLarge if a broker might not take it."""
    name = request_spec(request).name
    body = {
        "request": name,
        "data": _schema(_kind(request), False).dump(request),
        "actor": _written_actor(actor),
        "key": key,
        "correlation_id": correlation_id,
        "traceparent": traceparent,
    }
    return check_size(name, _bytes(body))


def read_request(body: bytes) -> Request:
    """The request in these bytes; RequestUnreadable if there is none."""
    try:
        found = json.loads(body)
        actor = _read_actor(found["actor"])
        name, data, key = str(found["request"]), dict(found["data"]), found["key"]
        correlation_id, traceparent = found["correlation_id"], found.get("traceparent")
        texts = (key, correlation_id, traceparent)
        if not all(value is None or (isinstance(value, str) and len(value) <= 200) for value in texts):
            raise ValueError("key, correlation_id and traceparent must be texts of at most 200 characters")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RequestUnreadable(f"{type(error).__name__}: {error}"[:200]) from None
    return Request(name, data, actor, key, correlation_id, traceparent)


def _written_actor(actor: Actor) -> dict[str, Any]:
    told: dict[str, Any] = {"role": actor.role.value, "id": str(actor.id) if actor.id else None}
    if actor.appointment_id:
        told["appointment_id"] = str(actor.appointment_id)
    if actor.is_confirmed:
        told["is_confirmed"] = True
    return told


def _read_actor(told: dict[str, Any]) -> Actor:
    appointment_id = told.get("appointment_id")
    return Actor(
        role=Role(told["role"]),
        id=UUID(told["id"]) if told["id"] else None,
        appointment_id=UUID(appointment_id) if appointment_id else None,
        is_confirmed=told.get("is_confirmed") is True,
    )


def asked(request: Request) -> Any:
    """The contract's value; a refusal that names the first wrong field."""
    try:
        return _schema(request.contract, True).read(request.data)
    except ma.ValidationError as error:
        raise invalid("invalid_input", first_field(error.messages), errors=error.messages) from None


def first_field(messages: Any) -> str | None:
    """The dotted path of the first field that a validation complains about."""
    path = []
    while isinstance(messages, dict) and messages:
        key, messages = next(iter(messages.items()))
        if key != "_schema":
            path.append(str(key))
    return ".".join(path) or None


def write_reply(request: type, reply: Any) -> bytes:
    """A reply as bytes; TooLarge if a broker might not take it."""
    spec = request_spec(request)
    return check_size(f"the reply to {spec.name}", _bytes({"ok": _dump(spec.reply, reply)}))


def write_refusal(refusal: Refusal) -> bytes:
    """A refusal as bytes; its params keep their kinds."""
    params = {name: _tagged(value) for name, value in refusal.params.items()}
    told = {"kind": refusal.kind.value, "code": refusal.code, "field": refusal.field, "params": params}
    return _bytes({"refused": told})


def write_failure(correlation_id: str | None, *, is_passing: bool = False) -> bytes:
    """That the service failed, and nothing of how, but for whether it will pass: its database is away."""
    error = PASSING if is_passing else "internal"
    return _bytes({"failed": {"error": error, "correlation_id": correlation_id}})


def read_reply(request: object, body: bytes) -> Any:
    """The reply to a request; raises the Refusal, Unavailable or ServiceFailed that the service sent."""
    found = json.loads(body)
    if "refused" in found:
        told = found["refused"]
        params = {name: _untagged(value) for name, value in told["params"].items()}
        raise Refusal(RefusalKind(told["kind"]), told["code"], told["field"], **params)
    if "failed" in found and found["failed"]["error"] == PASSING:
        raise Unavailable(request_spec(request).name)
    if "failed" in found:
        raise ServiceFailed(request_spec(request).name, found["failed"]["correlation_id"])
    return _load(request_spec(request).reply, found["ok"])


def _dump(shape: Any, value: Any) -> Any:
    if shape is None or value is None:
        return None
    if isinstance(value, Sequence):
        return [_dump(_member(shape), each) for each in value]
    return _schema(_kind(value), False).dump(value)


def _load(shape: Any, data: Any) -> Any:
    if shape is None or data is None:
        return None
    if get_origin(shape) in (list, tuple):
        return [_load(_member(shape), each) for each in data]
    return _schema(_member(shape), False).read(data)


def _member(shape: Any) -> Any:
    if get_origin(shape) in (list, tuple):
        return get_args(shape)[0]
    if get_origin(shape) in (Union, types.UnionType):
        return next(each for each in get_args(shape) if each is not type(None))
    return shape


def _kind(value: object) -> Any:
    return type(value)


@cache
def _schema(contract: Any, strict: bool) -> ContractSchema:
    return schema_of(contract, strict=strict)()


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_KINDS = {"$instant": datetime.fromisoformat, "$date": date.fromisoformat, "$time": time.fromisoformat, "$uuid": UUID}


def _tagged(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    for tag, kind in (("$instant", datetime), ("$date", date), ("$time", time)):
        if isinstance(value, kind):
            return {tag: value.isoformat()}
    if isinstance(value, UUID):
        return {"$uuid": str(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_tagged(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _tagged(each) for name, each in value.items()}
    return value


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(each) for each in value]
    if isinstance(value, dict):
        tag = next(iter(value), "")
        if len(value) == 1 and tag in _KINDS:
            return _KINDS[tag](value[tag])
        return {name: _untagged(each) for name, each in value.items()}
    return value


def _bytes(document: dict[str, Any]) -> bytes:
    return _ENCODER.encode(document).encode("utf-8", "replace")
