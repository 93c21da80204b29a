"""The web app: pages and API over the other services, put together from its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.gateway import pages
from services.gateway.api import register as register_api
from services.gateway.application.ports import RecordsAway
from services.gateway.pages.account.sign_in import carry
from services.gateway.web.app_context import AppContext
from services.gateway.web.caller import BadCredentials, caller, nobody_calls
from services.gateway.web.carried import CODES, refused_form
from services.gateway.web.csrf import check_csrf
from services.gateway.web.doors import BehindProxies
from services.gateway.web.forms import typed_in_vain
from services.gateway.web.headers import secure
from services.gateway.web.health import health
from services.gateway.web.language import switch
from services.gateway.web.logs import keep_logs
from services.gateway.web.problems import Problem, problem_of, wants_problem
from services.gateway.web.rendering import prepare, render
from services.gateway.web.streams import TooManyStreams
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "texts"
LARGEST_REQUEST = 256 * 1024

_FORESEEN = (Refusal, BadCredentials, RequestTimeout, ServiceFailed, TooManyStreams, RecordsAway)
_log = structlog.get_logger("gateway")


class Gateway(Flask):
    """A Flask app whose log names no address, for an address may hold a private link."""

    def log_exception(self, exc_info: Any) -> None:
        """Tell the kind of a failure and its place."""
        _tell(exc_info[1])


def create_app(parts: AppContext) -> Flask:
    """The app, ready to be served."""
    app = Gateway("gateway", root_path=str(HERE), static_folder="static", template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        TEMPLATES_AUTO_RELOAD=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    if isinstance(app.json, DefaultJSONProvider):
        app.json.sort_keys = app.json.ensure_ascii = False
    app.extensions["hyke"] = parts
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # its redirect would name whatever host the request claims to be for
    keep_logs(app)
    app.wsgi_app = BehindProxies(app.wsgi_app, parts.settings.trusted_proxies)  # type: ignore[method-assign]
    app.after_request(secure)
    app.before_request(switch)
    app.before_request(check_csrf)
    prepare(app, parts)
    register_api(app)
    pages.register(app)
    app.add_url_rule("/health", "health", health)
    for kind in _FORESEEN:
        app.register_error_handler(kind, answer_error)
    app.register_error_handler(HTTPException, answer_error)
    app.register_error_handler(Exception, answer_failure)
    return app


def answer_error(error: Exception) -> Response:
    """The answer to what went wrong: a problem document for programs, a page for people."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error.get_response()
    if isinstance(error, RecordsAway):
        nobody_calls()  # who it is stands in the records
    problem = problem_of(error)
    if wants_problem():
        return problem.as_response()
    return _page(problem)


def answer_failure(error: Exception) -> Response:
    """The answer to what nobody foresaw; the log has its kind and place, the caller the correlation id."""
    _tell(error)
    return answer_error(error)


def _page(problem: Problem) -> Response:
    try:
        caller()
    except (BadCredentials, Refusal):  # the problem is about who calls: the page is for nobody in particular
        nobody_calls()
    stale = refused_form() if problem.code in CODES else None
    if stale:
        return carry(stale, problem.status)
    answer = render("error.html", problem=problem, typed=typed_in_vain(), status=problem.status)
    answer.headers.update(problem.headers)
    return answer


def _tell(error: BaseException) -> None:
    _log.error("failed", error=type(error).__name__, where=_where(error))


def _where(error: BaseException) -> list[str]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-4:]
