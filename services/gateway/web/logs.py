"""One log line a request, under a correlation id; never an address with a token in it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from shared.observability import correlation, current_correlation_id

_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger("gateway")


class Correlated:
    """Runs a WSGI app within the correlation id that the caller sent, or a new one."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        with correlation(given if _GIVEN.fullmatch(given) else None):
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer


def keep_logs(app: Flask) -> None:
    """Log every answer of the app."""
    app.before_request(_begin)
    app.after_request(_end)
    app.wsgi_app = Correlated(app.wsgi_app)  # type: ignore[method-assign]


def _begin() -> None:
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    answer.headers["X-Request-ID"] = current_correlation_id() or ""
    if request.endpoint != "static":
        rule = request.url_rule.rule if request.url_rule else "(none)"
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        _log.info("answered", method=request.method, route=rule, status=answer.status_code, ms=milliseconds)
    return answer
