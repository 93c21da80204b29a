"""One table from what went wrong to an HTTP status; problem+json (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from flask import json, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.gateway.application.ports import RecordsAway
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import BadCredentials, caller
from services.gateway.web.field_errors import FieldError, field_error_of
from services.gateway.web.language import t
from services.gateway.web.streams import TooManyStreams
from shared.contracts.actor import Role
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.observability import current_correlation_id
from shared.refusal import Refusal, RefusalKind

STATUS: Mapping[RefusalKind, int] = {
    RefusalKind.INVALID: 422,
    RefusalKind.CONFLICT: 409,
    RefusalKind.NOT_FOUND: 404,
    RefusalKind.FORBIDDEN: 403,
    RefusalKind.EXPIRED: 410,
}
# Where HTTP has a word of its own.
STATUS_OF_CODE: Mapping[str, int] = {
    "sign_in_failed": 401,
    "signed_out": 401,
    "rated_just_now": 429,
    "sign_in_locked": 429,
    "password_locked": 429,
    "bookings_from_here": 429,
    "bookings_for_mailbox": 429,
    "bookings_in_all": 429,
}
TITLED = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429, 500, 502, 503})


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, as HTTP tells it."""

    status: int
    code: str
    detail: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The kind of problem in a few words."""
        return t(f"problem.{self.status if self.status in TITLED else 500}.title")

    def as_json(self) -> dict[str, Any]:
        """The members of the problem document."""
        return {
            "type": f"urn:hyke:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:hyke:request:{current_correlation_id() or ''}",
            "code": self.code,
            "errors": [fault.as_json() for fault in self.errors],
        }

    def as_response(self) -> Response:
        """The problem document."""
        body = json.dumps(self.as_json()).encode("utf-8", "replace")  # a field's name may hold half a character
        answer = Response(body, self.status, content_type="application/problem+json")
        answer.headers["Content-Language"] = t("language.code")
        answer.headers.update(self.headers)
        return answer


def wants_problem() -> bool:
    """Whether the caller is a program: the API, or a script of our pages that saves or listens by itself."""
    is_listening = "text/event-stream" in request.headers.get("Accept", "")
    return request.path.startswith("/api/") or "X-Autosave" in request.headers or is_listening


def problem_of(error: Exception) -> Problem:
    """The problem that an exception amounts to; 500 for one that nobody foresaw."""
    match error:
        case Refusal():
            return _refused(error)
        case BadCredentials():
            return _plain(401, "signed_out", {"WWW-Authenticate": "Bearer"})
        case RequestTimeout() | RecordsAway():
            return _plain(503, "unanswered", {"Retry-After": "2"})
        case TooManyStreams():
            return _plain(503, "too_many_streams", {"Retry-After": "10"})
        case ServiceFailed():
            return _plain(502, "service_failed")
        case HTTPException(code=int(status)) if 400 <= status < 500:
            return _http(error, status)
        case _:
            return _plain(500, "failed")


def invalid_input(faults: Sequence[FieldError]) -> Problem:
    """The input has these faults."""
    return Problem(422, "invalid_input", ". ".join(fault.words() for fault in faults) + ".", faults)


def status_of(refusal: Refusal) -> int:
    """The status of a refusal for the one who is asking."""
    return STATUS_OF_CODE.get(refusal.code, STATUS[refusal.kind])


def _refused(refusal: Refusal) -> Problem:
    status = status_of(refusal)
    headers = {}
    if status == 403 and refusal.kind is RefusalKind.FORBIDDEN and refusal.code != "csrf_failed":
        is_nobody = caller().actor.role is Role.PUBLIC
        status = 401 if is_nobody else 403
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if "until" in refusal.params and status == 429:
        wait = datetime.fromisoformat(refusal.params["until"]) - app_context().clock.now()
        headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    return Problem(status, refusal.code, field_error_of(refusal).words(), (field_error_of(refusal),), headers)


def _plain(status: int, code: str, headers: Mapping[str, str] | None = None) -> Problem:
    return Problem(status, code, t(f"problem.{status}.detail"), (), headers or {})


def _http(error: HTTPException, status: int) -> Problem:
    known = status if status in TITLED else 400
    allow = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if hasattr(error, "valid_methods") else {}
    return Problem(status, f"http_{status}", t(f"problem.{known}.detail"), (), allow)
