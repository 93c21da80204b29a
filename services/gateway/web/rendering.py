"""Makes pages: what every template is given, and the way from one page to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.gateway.web.app_context import AppContext, app_context
from services.gateway.web.caller import caller
from services.gateway.web.csrf import csrf_token
from services.gateway.web.directory import Directory
from services.gateway.web.drafts import TYPED_BY, drafts, person_mark
from services.gateway.web.forms import FormState
from services.gateway.web.idempotency import KEY_FIELD, form_key
from services.gateway.web.language import choices, language, t
from services.gateway.web.navigation import here, nav
from shared.contracts.actor import Role
from shared.texts import duration

SAID_COOKIE = "hyke_said"
SAID = "said."


def render(template: str, sent: FormState | None = None, *, status: int | None = None, **context: Any) -> Response:
    """A page; ``sent`` gives the template ``given``, ``error_of`` and ``errors``, and the page its status."""
    sent = sent or FormState()
    shown = {"given": sent.given, "error_of": sent.error_of, "errors": sent.errors, **context}
    answer = Response(
        render_template(template, **shown), status or sent.status, content_type="text/html; charset=utf-8"
    )
    answer.headers["Content-Language"] = language().value
    if sent.problem:
        answer.headers.update(sent.problem.headers)
    if g.get("said") is not None:
        answer.delete_cookie(SAID_COOKIE, path="/")
    return answer


def see_other(endpoint: str, *, said: str | None = None, **values: Any) -> Response:
    """On to another page (303), which then says the text of the key ``said.<said>``."""
    answer = redirect(url_for(endpoint, **values), 303)
    if said:
        answer.set_cookie(
            SAID_COOKIE, said, max_age=60, secure=app_context().is_https, httponly=True, samesite="Lax", path="/"
        )
    return answer


def directory() -> Directory:
    """The names of people and rooms."""
    found: Directory = current_app.extensions["hyke.directory"]
    return found


def prepare(app: Flask, given: AppContext) -> None:
    """Give every template of the app its functions and filters."""
    app.extensions["hyke.directory"] = Directory(given)
    app.context_processor(_context)
    for name in ("when", "long_when", "clock", "day", "long_day"):
        app.add_template_filter(_dated(name), name)
    app.add_template_filter(lambda start, end: app_context().dates.span(start, end, language()), "span")
    app.add_template_filter(lambda minutes: duration(minutes, language()), "duration")
    app.add_template_filter(_iso, "iso")


def static(path: str) -> str:
    """The address of a static file, with its content's hash so that it may be kept for ever."""
    return url_for("static", filename=path, v=_hash(Path(current_app.static_folder or ""), path))


def form_keys() -> Markup:
    """The hidden inputs of every form: the CSRF token, the idempotency key, and whose page it is."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    keys = field.format("csrf_token", csrf_token()) + field.format(KEY_FIELD, form_key())
    return keys + field.format(TYPED_BY, person_mark()) if person_mark() else keys


def _context() -> dict[str, Any]:
    account = caller().account
    role = caller().actor.role
    return {
        "t": t,
        "static": static,
        "csrf_token": csrf_token,
        "form_key": form_key,
        "form_keys": form_keys,
        "lang": language().value,
        "languages": choices(),
        "university": {"name": app_context().settings.university[language().value]},
        "controller": _controller(),
        "account": _account(),
        "drafts": drafts(),
        "nav": nav(role) if account else [],
        "alerts_url": url_for("alerts.stream") if role in (Role.COORDINATOR, Role.LECTURER) else None,
        "sign_in_url": url_for("sign_in.form"),
        "sign_in_here_url": url_for("sign_in.form", to=here()),
        "sign_out_url": url_for("sign_in.leave"),
        "password_url": url_for("sign_in.password"),
        "home_url": url_for("today.page") if account else "/",
        "said": _said(),
        "now": app_context().clock.now(),
        "person_name": directory().person_name,
    }


def _dated(pattern: str) -> Callable[[datetime], str]:
    def written(moment: datetime) -> str:
        text: str = getattr(app_context().dates, pattern)(moment, language())
        return text

    return written


def _controller() -> Mapping[str, str]:
    settings, lang = app_context().settings, language().value
    return {"name": settings.controller[lang], "contact": settings.controller_contact[lang]}


def _account() -> Mapping[str, str] | None:
    account = caller().account
    if account is None:
        return None
    return {"name": directory().person_name(account.person_id) or account.username, "role": account.role}


def _said() -> str | None:
    if "said" not in g:
        key = SAID + request.cookies.get(SAID_COOKIE, "")
        g.said = t(key) if key in app_context().texts else None
    found: str | None = g.said
    return found


def _iso(value: date | datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _hash(folder: Path, path: str) -> str:
    file = folder / path
    try:
        return _hash_of(file, file.stat().st_mtime_ns)
    except OSError:
        return "0"


@lru_cache(maxsize=512)
def _hash_of(file: Path, _: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
