"""One log line a request, under a correlation id and in a trace; never an address with a token in it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from shared.observability import correlation, current_correlation_id
from shared.tracing import Span, current_span, root_span, span_of, within

_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger("gateway")


class Correlated:
    """Runs a WSGI app within the correlation id and the trace that the caller sent, or new ones.

    ``tracestate`` is not read: the services are one participant of a trace, and keep nothing else from outside.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asking = span_of(environ.get("HTTP_TRACEPARENT"))
        with correlation(_given(environ, asking)) as known, within(asking.child() if asking else root_span(known)):
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer


def _given(environ: dict[str, Any], asking: Span | None) -> str | None:
    named = environ.get("HTTP_X_REQUEST_ID", "")
    if _GIVEN.fullmatch(named):
        return str(named)
    return asking.trace_id if asking else None


def keep_logs(app: Flask) -> None:
    """Log every answer of the app."""
    app.before_request(_begin)
    app.after_request(_end)
    app.wsgi_app = Correlated(app.wsgi_app)  # type: ignore[method-assign]


def _begin() -> None:
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    span = current_span()
    answer.headers["X-Request-ID"] = current_correlation_id() or ""
    if span is not None:
        answer.headers["Traceparent"] = span.traceparent
    if request.endpoint != "static":
        rule = request.url_rule.rule if request.url_rule else "(none)"
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        _log.info("answered", method=request.method, route=rule, status=answer.status_code, ms=milliseconds)
    return answer
