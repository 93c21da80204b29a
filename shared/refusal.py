"""What a service says when a rule forbids what was asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class RefusalKind(StrEnum):
    """Why a request was refused, in the coarse terms that an HTTP status can tell."""

    INVALID = "invalid"  # the request itself is wrong: 422
    CONFLICT = "conflict"  # right in itself, but not in the present state: 409
    NOT_FOUND = "not_found"  # no such thing, or not the caller's to know of: 404
    FORBIDDEN = "forbidden"  # the caller may know, but not do this: 403
    EXPIRED = "expired"  # it was there, and its time is over: 410


class Refusal(Exception):
    """A rule that says no: `code` names the rule, `field` the offending input, `params` fill the text.

    The code is a stable slug (``time_taken``); words for it live in the gateway under ``refusal.<code>``.
    Params are numbers, codes and instants, never personal data.
    """

    def __init__(self, kind: RefusalKind, code: str, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        where = f" ({self.field})" if self.field else ""
        return f"{self.kind.value}: {self.code}{where} {self.params or ''}".rstrip()


def invalid(code: str, field: str | None = None, **params: Any) -> Refusal:
    """A refusal because the input is wrong."""
    return Refusal(RefusalKind.INVALID, code, field, **params)


def conflict(code: str, field: str | None = None, **params: Any) -> Refusal:
    """A refusal because of the present state."""
    return Refusal(RefusalKind.CONFLICT, code, field, **params)


def not_found(code: str, field: str | None = None, **params: Any) -> Refusal:
    """A refusal because there is no such thing for this caller."""
    return Refusal(RefusalKind.NOT_FOUND, code, field, **params)


def forbidden(code: str, field: str | None = None, **params: Any) -> Refusal:
    """A refusal because the caller may not do this."""
    return Refusal(RefusalKind.FORBIDDEN, code, field, **params)
