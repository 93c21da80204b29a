"""The language of an answer: chosen, else the account's, else the browser's, else Finnish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, request
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import BadCredentials, caller
from services.gateway.web.paths import here
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal

COOKIE = "hyke_language"
YEAR = 365 * 24 * 3600
_CODES = tuple(language.value for language in Language)


def language() -> Language:
    """The language of the answer that is being made."""
    if "language" not in g:
        g.language = _chosen() or _accounts() or _accepted() or Language.FI
    found: Language = g.language
    return found


def speak(preferred: Language) -> None:
    """Speak this language from here on, unless the reader chose another."""
    if _chosen() is None:
        g.language = preferred


def t(key: str, **params: Any) -> str:
    """The text of ``key`` in the answer's language."""
    return app_context().texts.get(key, language(), **params)


def switch() -> Response | None:
    """Answer ``?lang=sv``: remember the choice, and come back to the same page without it."""
    wished = request.args.get("lang", "")
    if request.method != "GET" or wished not in _CODES or request.path.startswith("/api/"):
        return None
    answer = redirect(here(request.path, _rest()), 303)  # not url_for: the path as it was asked for
    remember(answer, Language(wished))
    return answer


def remember(answer: Response, wished: Language) -> None:
    """Keep a language in the browser."""
    answer.set_cookie(
        COOKIE, wished.value, max_age=YEAR, secure=app_context().is_https, httponly=True, samesite="Lax", path="/"
    )


def choices() -> Sequence[tuple[str, str]]:
    """Each language with the address of this page in it."""
    return [(code, here(request.path, [*_rest(), ("lang", code)])) for code in _CODES]


def _rest() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]


def _chosen() -> Language | None:
    code = request.cookies.get(COOKIE, "")
    return Language(code) if code in _CODES and not request.path.startswith("/api/") else None


def _accounts() -> Language | None:
    try:
        account = caller().account
    except (BadCredentials, Refusal):  # the answer is about exactly that, and needs a language all the same
        return None
    return account.language if account else None


def _accepted() -> Language | None:
    best = request.accept_languages.best_match(_CODES)
    return Language(best) if best else None
