"""What every answer tells the browser: what the page may load, what may be kept."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import VISIT_COOKIE

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
FOR_EVER = "public, max-age=31536000, immutable"


def secure(answer: Response) -> Response:
    """Put the security headers on, say what may be kept, and set the anonymous browser's cookie where it is new."""
    headers = answer.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = PERMISSIONS_POLICY
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if app_context().is_https:
        headers["Strict-Transport-Security"] = f"max-age=31536000{_below()}"
    if request.endpoint == "static":
        headers["Cache-Control"] = FOR_EVER if "v" in request.args and answer.status_code == 200 else "no-cache"
    else:
        headers.setdefault("Cache-Control", "no-store")
    if g.get("visit_is_new"):
        answer.set_cookie(VISIT_COOKIE, g.visit, secure=app_context().is_https, httponly=True, samesite="Lax", path="/")
    return answer


def _below() -> str:
    # The neighbours' names below ours are not ours to decide about, unless the operator says so.
    return "; includeSubDomains" if app_context().settings.hsts_subdomains else ""
