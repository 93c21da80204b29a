"""Contracts to try the codecs with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from shared.contracts.registry import event, question


@event("sample.happened.v1", subject="thing_id")
@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened to a thing."""

    thing_id: UUID
    size: Annotated[int, validate.Range(min=1, max=5)]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing."""

    size: int


@dataclass(frozen=True, slots=True)
class Inner:
    """A part of a request."""

    size: Annotated[int, validate.Range(min=1)]


@question("sample.things", reply=list[ThingView])
@dataclass(frozen=True, slots=True)
class Things:
    """Ask for things."""

    inner: Inner


@question("sample.maybe", reply=ThingView | None)
@dataclass(frozen=True, slots=True)
class Maybe:
    """Ask for a thing that may not be there."""
