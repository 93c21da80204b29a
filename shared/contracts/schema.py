"""Makes a marshmallow schema from a frozen dataclass, so that a contract is written once."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import marshmallow as ma
from marshmallow import validate

from shared.contracts import reading
from shared.contracts.fields import YEARS, Day, Instant, Text

T = TypeVar("T")

_SIMPLE: Mapping[type, Callable[..., ma.fields.Field[Any]]] = {
    str: Text,
    int: lambda **options: ma.fields.Integer(strict=True, **options),
    float: ma.fields.Float,
    bool: ma.fields.Boolean,
    UUID: ma.fields.UUID,
    datetime: lambda **options: ma.fields.AwareDateTime(format="iso", default_timezone=None, **options),
    date: lambda **options: Day(**options),
    time: lambda **options: ma.fields.Time(format="%H:%M", **options),
}


_SHORT: Mapping[type, reading.Reader] = {
    ma.fields.UUID: reading.uuid,
    ma.fields.Integer: reading.number,
    ma.fields.String: reading.text,
    Text: reading.text,
}
_Readers = Sequence[tuple[str, reading.Reader]]
_MADE: dict[tuple[type, bool], type[ContractSchema]] = {}


class ContractSchema(ma.Schema):
    """A schema that loads into its dataclass; unknown fields are ignored, as readers of events must."""

    dataclass: type

    class Meta:
        unknown = ma.EXCLUDE

    def read(self, data: Mapping[str, Any]) -> Any:
        """What ``load`` returns or raises, sooner: the fields alone, and all of marshmallow only if one complains."""
        required, optional = self._readers
        try:
            if self.unknown == ma.RAISE and any(name not in self.load_fields for name in data):
                return self.load(data)
            found = {name: read(data[name]) for name, read in required}
            for name, read in optional:
                if name in data:
                    found[name] = read(data[name])
        except reading.NOT_SHORT:
            return self.load(data)
        return self.dataclass(**found)

    @cached_property
    def _readers(self) -> tuple[_Readers, _Readers]:
        fields = self.load_fields.items()
        required = [(name, _reader(field)) for name, field in fields if field.required]
        return required, [(name, _reader(field)) for name, field in fields if not field.required]

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """Build the dataclass; lists become tuples, so that the value stays frozen."""
        frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
        return self.dataclass(**frozen)


class StrictSchema(ContractSchema):
    """The same, for requests: an unknown field is an error that names it."""

    class Meta:
        unknown = ma.RAISE


def schema_of(contract: type, *, strict: bool = False) -> type[ContractSchema]:
    """The schema class of a dataclass contract; ``strict`` refuses unknown fields."""
    if (contract, strict) not in _MADE:
        _MADE[contract, strict] = _make(contract, strict=strict)
    return _MADE[contract, strict]


def _make(contract: type, *, strict: bool) -> type[ContractSchema]:
    hints = get_type_hints(contract, include_extras=True)
    made = {spec.name: _field(hints[spec.name], spec, strict=strict) for spec in fields(contract)}
    parent = StrictSchema if strict else ContractSchema
    return type(f"{contract.__name__}Schema", (parent,), {**made, "dataclass": contract, "__doc__": contract.__doc__})


def load(contract: type[T], data: Any, *, strict: bool = False) -> T:
    """The dataclass that ``data`` (JSON-able) describes; raises marshmallow.ValidationError."""
    loaded: T = schema_of(contract, strict=strict)().load(data)
    return loaded


def dump(value: Any) -> dict[str, Any]:
    """The JSON-able form of a contract's value."""
    dumped: dict[str, Any] = schema_of(type(value))().dump(value)
    return dumped


def dump_validated(value: Any) -> dict[str, Any]:
    """The JSON-able form, having checked that a reader of it would accept it."""
    data = dump(value)
    errors = schema_of(type(value))().validate(data)
    if errors:
        raise ma.ValidationError(errors)
    return data


def _field(hint: Any, spec: Field[Any], *, strict: bool) -> ma.fields.Field[Any]:
    options: dict[str, Any] = {"required": spec.default is MISSING and spec.default_factory is MISSING}
    if spec.default is not MISSING:
        options["load_default"] = spec.default
    elif spec.default_factory is not MISSING:
        options["load_default"] = spec.default_factory
    description = spec.metadata.get("description")
    if description:
        options["metadata"] = {"description": description}
    return _typed(hint, options, strict=strict)


def _typed(hint: Any, options: dict[str, Any], *, strict: bool) -> ma.fields.Field[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        rules = [rule for rule in arguments[1:] if isinstance(rule, validate.Validator)]
        return _typed(arguments[0], {**options, "validate": rules}, strict=strict)
    if origin in (Union, types.UnionType):
        return _optional(arguments, options, strict=strict)
    if origin is Literal:
        return ma.fields.String(validate=validate.OneOf(arguments), **options)
    if origin in (tuple, list):
        return ma.fields.List(_typed(arguments[0], {"required": True}, strict=strict), **options)
    if origin is dict:
        inner = None if arguments[1] is Any else _typed(arguments[1], {}, strict=strict)
        return ma.fields.Dict(keys=ma.fields.String(), values=inner, **options)
    if is_dataclass(hint):
        return ma.fields.Nested(schema_of(hint, strict=strict), **options)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ma.fields.Enum(hint, by_value=ma.fields.String, **options)
    if hint is datetime:
        return Instant(**options)
    return _SIMPLE[hint](**options)


def _optional(arguments: tuple[Any, ...], options: dict[str, Any], *, strict: bool) -> ma.fields.Field[Any]:
    (inner,) = [argument for argument in arguments if argument is not type(None)]
    return _typed(inner, {**options, "allow_none": True}, strict=strict)


def _reader(field: ma.fields.Field[Any]) -> reading.Reader:
    return reading.reader_of(field, _short(field))


def _short(field: ma.fields.Field[Any]) -> reading.Reader | None:
    if isinstance(field, Instant):
        return reading.instant_in(YEARS)
    if isinstance(field, ma.fields.List):
        return reading.all_of(_reader(field.inner))
    if isinstance(field, ma.fields.Nested) and isinstance(field.schema, ContractSchema):
        return field.schema.read
    if isinstance(field, ma.fields.Enum):
        return reading.one_of(field.enum)
    return _SHORT.get(type(field))
