"""A contract as a flat list of fields with what is promised of each: the form in which contracts are compared."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin

from shared.contracts.json_schema import TEXT, Document, json_schema

Facts = dict[str, Any]  # type, format and limits as JSON Schema names them; required, nullable, default
Fields = dict[str, Facts]  # by dotted path; [] is each of a list, {} each value of a map

_TOLD_OTHERWISE = {"title", "description", "required", "properties", "items", "additionalProperties", "anyOf", "allOf"}


def fields_of(contract: type) -> Fields:
    """The fields of an event or a request."""
    return dict(_members(json_schema(contract), ""))


def reply_fields(shape: Any) -> Fields:
    """The same of a reply: a dataclass, a list of them, either or nothing, or nothing."""
    if shape is None:
        return {}
    schema = _reply(shape)
    return {"reply": _facts(schema), **_within(schema, "reply")}


def _reply(shape: Any) -> Document:
    members = [each for each in get_args(shape) if each is not type(None)]
    if get_origin(shape) in (list, tuple):
        return {"type": "array", "items": _reply(members[0])}
    if get_origin(shape) in (Union, types.UnionType):
        return {"anyOf": [_reply(members[0]), {"type": "null"}]}
    return json_schema(shape)


def _members(schema: Document, path: str) -> Fields:
    found: Fields = {}
    for name, part in schema["properties"].items():
        place = f"{path}.{name}" if path else name
        required = {"required": True} if name in schema["required"] else {}
        found |= {place: {**_facts(part), **required}, **_within(part, place)}
    return found


def _within(schema: Document, path: str) -> Fields:
    inner = _bare(schema)
    if "properties" in inner:
        return _members(inner, path)
    for keyword, place in (("items", f"{path}[]"), ("additionalProperties", f"{path}{{}}")):
        if isinstance(inner.get(keyword), dict):
            return {place: _facts(inner[keyword]), **_within(inner[keyword], place)}
    return {}


def _facts(schema: Document) -> Facts:
    inner = _bare(schema)
    facts = {key: value for key, value in inner.items() if key not in _TOLD_OTHERWISE}
    if "enum" in facts:
        facts["enum"] = sorted(facts["enum"])
    if facts.get("pattern") == TEXT["pattern"] or ("format" in facts and "title" in inner):
        del facts["pattern"]  # the type or the format says it
    if "anyOf" in schema:
        facts["nullable"] = True
    if "default" in schema:
        facts["default"] = facts.pop("default", schema["default"])
    return facts


def _bare(schema: Document) -> Document:
    """The schema without what is wrapped around it: that it may be null, and words."""
    for wrapping in ("anyOf", "allOf"):
        if wrapping in schema:
            return _bare(schema[wrapping][0])
    return schema
