"""Idempotency keys of forms: a form sent twice acts once."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid4, uuid5

from flask import g, request

KEY_FIELD = "idempotency_key"
HIDDEN = frozenset({KEY_FIELD, "csrf_token", "typed_by"})


def form_key() -> str:
    """The idempotency key of a form on the page that is being made."""
    kept: str | None = g.get("kept_key")
    return kept or str(uuid4())


def keep_key() -> None:
    """Give the page that is being made the key of the form that was posted, not a new one."""
    g.kept_key = _key()


def _key() -> str:
    if "sent_key" not in g:
        given = request.form.get(KEY_FIELD, "")
        g.sent_key = given if 8 <= len(given) <= 80 else str(uuid4())
        if "X-Autosave" in request.headers:
            g.sent_key = _key_of_saving()
    found: str = g.sent_key
    return found


def next_key() -> str:
    """The key of the next command that this form makes: a view may make several, in the same order each time."""
    g.commands = g.get("commands", 0) + 1
    return _key() if g.commands == 1 else f"{_key()}.{g.commands}"


def _key_of_saving() -> str:
    """Each saving of a form that saves itself is its own; the same text upon the same version is the same one again."""
    if "base_version" not in request.form:
        return str(uuid4())
    content = sorted((name, text) for name, text in request.form.items(multi=True) if name not in HIDDEN)
    return str(uuid5(NAMESPACE_URL, f"{request.path}?{urlencode(content)}"))
