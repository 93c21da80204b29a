"""The bounded values that requests are made of, each with its limits."""

from __future__ import annotations

from typing import Annotated

from marshmallow import validate

from shared.contracts.names import Named, flaw_in_header, flaw_in_person, flaw_in_place

PersonName = Annotated[str, validate.Length(min=1, max=120), Named(flaw_in_person)]
PlaceName = Annotated[str, validate.Length(min=1, max=200), Named(flaw_in_place)]
ShortText = Annotated[str, validate.Length(max=200)]
RequiredText = Annotated[str, validate.Length(min=1, max=200)]
LongText = Annotated[str, validate.Length(max=20_000)]
Email = Annotated[str, validate.Email(), validate.Length(max=254), Named(flaw_in_header)]
Phone = Annotated[str, validate.Regexp(r"^[+0-9][0-9 ()-]{4,24}$", error="A phone number: digits, spaces, + ( ) -")]
StressLevel = Annotated[int, validate.Range(min=1, max=5)]
ScaleValue = Annotated[int, validate.Range(min=1, max=4)]
DayMinutes = Annotated[int, validate.Range(min=0, max=1440)]
Weekday = Annotated[int, validate.Range(min=1, max=7)]  # ISO: Monday is 1
Version = Annotated[int, validate.Range(min=0)]
