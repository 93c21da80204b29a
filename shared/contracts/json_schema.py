"""The JSON Schema of a contract, read off the marshmallow schema that the wire is checked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import getdoc
from typing import Any

import marshmallow as ma
from marshmallow import validate

from shared.contracts.fields import Day, Instant, Text
from shared.contracts.names import Named
from shared.contracts.schema import schema_of

Document = dict[str, Any]

_DAY = r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_OFFSET = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_HEX = "[0-9A-Fa-f]"

ID: Document = {
    "title": "Id",
    "type": "string",
    "format": "uuid",
    "pattern": f"^{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}$",
}
INSTANT: Document = {
    "title": "Instant",
    "description": "A date and time with its offset from UTC; we write it in UTC, with a Z.",
    "type": "string",
    "format": "date-time",
    "pattern": rf"^{_DAY}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{{1,6}})?{_OFFSET}$",
}
_DATE: Document = {"title": "Day", "type": "string", "format": "date", "pattern": f"^{_DAY}$"}
_CLOCK: Document = {"title": "Clock", "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

TEXT: Document = {"type": "string", "pattern": r"^[^\u0000]*$"}  # PostgreSQL keeps no NUL

_PLAIN: Mapping[type[ma.fields.Field[Any]], Document] = {
    Text: TEXT,
    ma.fields.String: {"type": "string"},
    ma.fields.Integer: {"type": "integer"},
    ma.fields.Float: {"type": "number"},
    ma.fields.Boolean: {"type": "boolean"},
    ma.fields.UUID: ID,
    Instant: INSTANT,
    Day: _DATE,
    ma.fields.Time: _CLOCK,
}


def json_schema(contract: type) -> Document:
    """The schema of a dataclass contract, complete in itself; what has a name of its own says it as ``title``."""
    return _object(schema_of(contract)())


def _object(schema: ma.Schema) -> Document:
    contract: type = schema.dataclass  # type: ignore[attr-defined]
    return {
        "title": contract.__name__,
        "description": sentence(contract),
        "type": "object",
        "required": [name for name, field in schema.fields.items() if field.required],
        "properties": {name: _field(field) for name, field in schema.fields.items()},
    }


def sentence(contract: type) -> str:
    """What a contract's docstring says, on one line."""
    return " ".join((getdoc(contract) or "").split())


def _field(field: ma.fields.Field[Any]) -> Document:
    made = _kind(field)
    for rule in field.validators:
        made |= _limits(rule, made["type"])
    if field.allow_none:
        made = {"anyOf": [made, {"type": "null"}]}
    told = {"description": field.metadata["description"]} if "description" in field.metadata else {}
    if not field.required:
        told["default"] = _default(field)
    return described(made, told)


def described(schema: Document, words: Document) -> Document:
    """The schema with more said of it; what has a name of its own is left as it is."""
    return {**words, "allOf": [schema]} if words and "title" in schema else {**words, **schema}


def _default(field: ma.fields.Field[Any]) -> Any:
    value = field.load_default() if callable(field.load_default) else field.load_default
    return field.serialize("it", {"it": value})


def _kind(field: ma.fields.Field[Any]) -> Document:
    if isinstance(field, ma.fields.Nested):
        return _object(field.schema)
    if isinstance(field, ma.fields.List):
        return {"type": "array", "items": _field(field.inner)}
    if isinstance(field, ma.fields.Dict):
        inner = field.value_field
        return {"type": "object", "additionalProperties": True if inner is None else _field(inner)}
    if isinstance(field, ma.fields.Enum):
        codes = [member.value for member in field.enum]
        return {"title": field.enum.__name__, "description": sentence(field.enum), "type": "string", "enum": codes}
    return dict(_PLAIN[type(field)])


def _limits(rule: Callable[[Any], Any], kind: str) -> Document:
    if isinstance(rule, validate.OneOf):
        return {"enum": list(rule.choices)}
    if isinstance(rule, validate.Range):
        least = "minimum" if rule.min_inclusive else "exclusiveMinimum"
        most = "maximum" if rule.max_inclusive else "exclusiveMaximum"
        return _given({least: rule.min, most: rule.max})
    if isinstance(rule, validate.Length):
        what = "Items" if kind == "array" else "Length"
        shortest, longest = (rule.min, rule.max) if rule.equal is None else (rule.equal, rule.equal)
        return _given({f"min{what}": shortest, f"max{what}": longest})
    if isinstance(rule, validate.Regexp):
        return {"pattern": rule.regex.pattern}
    if isinstance(rule, validate.Email):
        return {"format": "email"}
    if isinstance(rule, Named):
        return {}  # what a name may be is more than a pattern of JSON Schema can say
    raise TypeError(f"say in shared/contracts/json_schema.py what {rule!r} is in JSON Schema")


def _given(limits: Document) -> Document:
    return {name: limit for name, limit in limits.items() if limit is not None}
