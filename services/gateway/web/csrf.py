"""Forms of our own pages alone may change anything for someone whom a cookie signs in."""

from __future__ import annotations

import hashlib
import hmac

from flask import request

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import browser, caller, visit
from services.gateway.web.drafts import TYPED_BY, person_mark
from shared.refusal import forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = ("X-CSRF-Token", "X-CSRFToken")
FIELD = "csrf_token"


def csrf_token() -> str:
    """The token that a form or a header must carry: bound to the sign-in, or to the anonymous browser's cookie."""
    signed_in = browser().sign_in
    bound_to = f"sign-in:{signed_in.token_hash}" if signed_in else f"visit:{visit()}"
    return hmac.new(app_context().settings.secret_key.encode(), f"csrf:{bound_to}".encode(), hashlib.sha256).hexdigest()


def check_csrf() -> None:
    """Refuse, as csrf_failed, a changing request that lacks the token; bearers and links need none in the API.

    What one person typed is not sent as another's: refused as typed_by_another.
    """
    if request.method in SAFE or not _is_needed():
        return
    given = next((request.headers[name] for name in HEADERS if name in request.headers), None)
    if given is None:
        given = request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        raise forbidden("csrf_failed")
    if request.form.get(TYPED_BY, person_mark()) != person_mark():
        raise forbidden("typed_by_another")


def _is_needed() -> bool:
    if request.path.startswith("/api/"):
        return caller().via == "cookie"
    return True
