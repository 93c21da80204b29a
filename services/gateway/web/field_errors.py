"""What is wrong with an input: marshmallow's messages as codes of our own, in words that name field and expectation."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.gateway.web.app_context import app_context
from services.gateway.web.language import language, t
from shared.refusal import Refusal

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_MESSAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"Missing data for required field\.", "required", ()),
    (r"Field may not be null\.", "required", ()),
    (r"Unknown field\.", "unknown", ()),
    (r"Not a valid string\.", "text", ()),
    (r"Has a character that is no text\.", "character", ()),
    (r"Has a character that is not seen\.", "name_unseen", ()),
    (r"Has =\? in it\.", "name_encoded", ()),
    (r"Looks like a web address\.", "name_link", ()),
    (r"Has no letter\.", "name_letter", ()),
    (r"Not a valid integer\.", "integer", ()),
    (r"(?:Not a valid number|Number too large|Special numeric values .*)\.", "number", ()),
    (r"Not a valid boolean\.", "boolean", ()),
    (r"Not a valid UUID\.", "id", ()),
    (r"Not a valid (?:aware )?datetime\.", "instant", ()),
    (r"Not a valid date\.", "date", ()),
    (r"Not a valid time\.", "time", ()),
    (r"Not a valid list\.", "list", ()),
    (r"(?:Not a valid mapping type|Invalid type|Invalid input type)\.", "object", ()),
    (rf"Must be greater than or equal to {_NUMBER} and less than or equal to {_NUMBER}\.", "range", ("min", "max")),
    (rf"Must be greater than or equal to {_NUMBER}\.", "at_least", ("min",)),
    (rf"Must be less than or equal to {_NUMBER}\.", "at_most", ("max",)),
    (rf"Length must be between {_NUMBER} and {_NUMBER}\.", "length", ("min", "max")),
    (rf"Shorter than minimum length {_NUMBER}\.", "shorter", ("min",)),
    (rf"Longer than maximum length {_NUMBER}\.", "longer", ("max",)),
    (r"Not a valid email address\.", "email", ()),
    (r"A phone number: .*", "phone", ()),
    (r"Must be one of: (.*)\.", "choice", ("choices",)),
)
_PATTERNS = tuple((re.compile(pattern), code, names) for pattern, code, names in _MESSAGES)
_DATE = re.compile(r"\d{4}-[01]\d-[0-3]\d")
_INSTANT = re.compile(_DATE.pattern + r"T[012]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-][01]\d:[0-5]\d)")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong: where (a dotted path, or empty), which rule, and the rule's values."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    is_refusal: bool = False

    @property
    def name(self) -> str:
        """The field's own name: the last part of its path that is no number."""
        names = [part for part in self.field.split(".") if part and not part.isdigit()]
        return names[-1] if names else ""

    def words(self) -> str:
        """The sentence for a person: what is expected, of which field."""
        if self.is_refusal:
            return refusal_words(self.code, {"field": field_words(self.name), **self.params})
        return t(f"fault.{self.code}", field=field_words(self.name), **self.params)

    def as_json(self) -> dict[str, Any]:
        """The entry of a problem's `errors`."""
        return {
            "field": self.field,
            "code": self.code,
            "expected": self.words(),
            "params": dict(self.params),
        }


def field_errors_in(messages: Any, path: str = "") -> Iterator[FieldError]:
    """The faults that marshmallow's nested error messages tell of."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from field_errors_in(inner, path if key == "_schema" else f"{path}.{key}".lstrip("."))
        return
    for message in messages if isinstance(messages, list) else [messages]:
        yield _fault(path, str(message))


def field_error_of(refusal: Refusal) -> FieldError:
    """The fault that a refusal tells of."""
    return FieldError(refusal.field or "", refusal.code, refusal.params, is_refusal=True)


def field_words(name: str) -> str:
    """What people call a field; its own name where we have no words for it (an unknown one)."""
    key = f"field.{name}"
    return t(key) if key in app_context().texts else name


def refusal_words(code: str, params: Mapping[str, Any]) -> str:
    """The sentence for a refusal's code."""
    key = f"refusal.{code}" if f"refusal.{code}" in app_context().texts else "refusal.other"
    try:
        return t(key, **{name: _worded(value) for name, value in params.items()})
    except KeyError:  # the service sent fewer params than the text has places
        return t("refusal.other")


def _fault(path: str, message: str) -> FieldError:
    for pattern, code, names in _PATTERNS:
        found = pattern.fullmatch(message)
        if found:
            return FieldError(path, code, dict(zip(names, map(_plain, found.groups()), strict=True)))
    return FieldError(path, "invalid")


def _plain(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


def _worded(value: Any) -> Any:
    if isinstance(value, datetime):
        return app_context().dates.when(value, language())
    if isinstance(value, date):
        return app_context().dates.day(value, language())
    if isinstance(value, str):
        return _worded_text(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(_worded(each)) for each in value)
    return value


def _worded_text(value: str) -> str:
    try:
        if _INSTANT.fullmatch(value):
            return str(_worded(datetime.fromisoformat(value)))
        if _DATE.fullmatch(value):
            return str(_worded(date.fromisoformat(value)))
    except (ValueError, OverflowError):  # it only looks like one: a caller's own text may
        return value
    return value
