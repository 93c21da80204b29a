"""The schemas of the API, made from the contracts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

import marshmallow as ma
from apispec.ext.marshmallow.common import resolve_schema_cls
from marshmallow.validate import Regexp

from shared.contracts.schema import StrictSchema, schema_of


class BodySchema(ma.Schema):
    """What a body or a query holds: the fields of a request that its path does not give; others are errors."""

    class Meta:
        unknown = ma.RAISE

    @ma.pre_load
    def leave_out_empty(self, data: Any, **_: Any) -> Any:
        """An empty text where there may be none counts as none: views show it so, and are sent back as they were."""
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in data.items() if value != "" or not self._is_optional_form(name)}

    def _is_optional_form(self, name: Any) -> bool:
        rule = self.fields.get(name) if isinstance(name, str) else None
        return rule is not None and rule.allow_none and any(isinstance(each, Regexp) for each in rule.validators)


@cache
def body_of(contract: type, in_path: frozenset[str]) -> type[BodySchema] | None:
    """The schema of what is left of a contract when the path has given its part; None when nothing is."""
    rules = {
        name: rule for name, rule in schema_of(contract, strict=True)._declared_fields.items() if name not in in_path
    }
    return type(f"{contract.__name__}Body", (BodySchema,), dict(rules)) if rules else None


def reply_of(reply: Any) -> ma.Schema | None:
    """The schema of a reply: of one view, of a list of them, or None."""
    if reply is None:
        return None
    if get_origin(reply) in (list, tuple):
        return schema_of(get_args(reply)[0])(many=True)
    return schema_of(reply)()


def built(contract: type, data: dict[str, Any], path: dict[str, Any]) -> Any:
    """The request; lists become tuples, path texts are read by their field. Raises marshmallow.ValidationError."""
    rules = schema_of(contract, strict=True)().fields
    read: dict[str, Any] = {}
    for name, value in path.items():
        try:
            read[name] = rules[name].deserialize(str(value))
        except ma.ValidationError as error:
            raise ma.ValidationError({name: error.messages}) from error
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return contract(**frozen, **read)


def name_of(schema: Any) -> str:
    """A schema's name in the description: what is sent is told apart from what comes back."""
    made = resolve_schema_cls(schema)
    if isinstance(made, list):
        raise TypeError("one schema at a time has a name")
    name = made.__name__.removesuffix("Schema")
    return f"{name}Input" if issubclass(made, StrictSchema) else name


@dataclass(frozen=True, slots=True)
class ProblemField:
    """One thing that is wrong with an input."""

    field: str
    code: str
    expected: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """A problem (RFC 9457), as application/problem+json."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: tuple[ProblemField, ...] = ()


def path_names(path: str) -> frozenset[str]:
    """The names of a path's variables."""
    parts: Collection[str] = [part for part in path.split("/") if part.startswith("<")]
    return frozenset(part.strip("<>").rpartition(":")[2] for part in parts)
