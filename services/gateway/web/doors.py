"""What the doors know of a request: where it came from, and whether this browser was here before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from services.gateway.application.sign_in import KNOWN_FOR, Authenticator
from services.gateway.web.app_context import app_context
from shared.networks import Networks, neighbourhood, origin


class BehindProxies:
    """Runs a WSGI app with the address that a request came from, as proxies of ours tell it and nobody else."""

    def __init__(self, app: Any, proxies: Networks) -> None:
        self.app, self.proxies = app, proxies

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = origin(environ.get("REMOTE_ADDR", ""), forwarded, self.proxies)
        answer: Iterable[bytes] = self.app(environ, start_response)
        return answer


def whose_address() -> str:
    """The caller's address; one for all who cannot be told apart by it."""
    return neighbourhood(request.remote_addr or "")


def door() -> Authenticator:
    """Where people sign in."""
    return Authenticator(app_context().open_records, app_context().passwords, app_context().settings.secret_key)


def known_by() -> str:
    """What this browser was given when somebody signed in here."""
    given = request.cookies.get(_cookie(), "")
    return given if 40 <= len(given) <= 64 else ""


def be_known(answer: Response, browser: str) -> None:
    """Let the browser keep what it is known by."""
    year = int(KNOWN_FOR / timedelta(seconds=1))
    answer.set_cookie(
        _cookie(), browser, max_age=year, secure=app_context().is_https, httponly=True, samesite="Lax", path="/"
    )


def _cookie() -> str:
    return "__Host-hyke_known" if app_context().is_https else "hyke_known"
