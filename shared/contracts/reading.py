"""Reads the fields of a contract the short way: what it accepts, marshmallow accepts as the same value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

Reader = Callable[[Any], Any]
"""Gives a field's value, or raises one of ``NOT_SHORT`` where only marshmallow itself can tell."""

NOT_SHORT = (ma.ValidationError, LookupError, TypeError, ValueError)


def reader_of(field: ma.fields.Field[Any], short: Reader | None) -> Reader:
    """A field's reader: ``short``, with its rules and ``None`` where it may be, or else marshmallow's own."""
    if short is None:
        return field.deserialize
    read = _with_rules(short, field.validators) if field.validators else short
    return _or_none(read) if field.allow_none else read


def uuid(value: Any) -> UUID:
    """An id."""
    if type(value) is not str:
        raise TypeError
    return UUID(value)


def text(value: Any) -> str:
    """A text that can be kept."""
    if type(value) is not str or "\0" in value:
        raise ValueError
    value.encode()  # halves of characters cannot be
    return value


def number(value: Any) -> int:
    """A whole number."""
    if type(value) is not int:
        raise TypeError
    return value


def instant_in(years: range) -> Reader:
    """An aware instant within these years."""

    def instant(value: Any) -> datetime:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None or found.year not in years:
            raise ValueError
        return found

    return instant


def one_of(members: type[Any]) -> Reader:
    """A member of an enumeration, by its text."""
    by_text = {member.value: member for member in members}

    def member(value: Any) -> Any:
        if type(value) is not str:
            raise TypeError
        return by_text[value]

    return member


def all_of(inner: Reader) -> Reader:
    """A tuple of values that are read alike."""

    def every(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError
        return tuple([inner(each) for each in value])

    return every


def _with_rules(read: Reader, rules: Sequence[Callable[[Any], Any]]) -> Reader:
    def ruled(value: Any) -> Any:
        found = read(value)
        for rule in rules:
            rule(found)
        return found

    return ruled


def _or_none(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)
