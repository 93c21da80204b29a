"""Fields of contracts, beyond marshmallow's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

from shared.contracts import reading

YEARS = range(1900, 3000)  # beyond them, reckoning with instants fails


class Text(ma.fields.String):
    """Text that every database can keep: without NUL and without halves of characters."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(*args, **kwargs)
        try:
            return reading.text(text)
        except ValueError:
            raise ma.ValidationError("Has a character that is no text.") from None


class Day(ma.fields.Date):
    """A date of an age in which days can be counted on and back."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(*args, **kwargs)
        if day.year not in YEARS:
            raise self.make_error("invalid", obj_type=self.OBJ_TYPE)
        return day


class Instant(ma.fields.AwareDateTime):
    """An aware instant, written in UTC with a Z; naive input is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", **options)

    def _deserialize(self, *args: Any, **kwargs: Any) -> datetime:
        instant: datetime = super()._deserialize(*args, **kwargs)
        if instant.year not in YEARS:
            raise self.make_error("invalid", obj_type=self.OBJ_TYPE)
        return instant

    def _serialize(self, value: datetime | None, *args: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
