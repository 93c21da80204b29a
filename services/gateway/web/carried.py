"""A form that came after its sign-in had ended: carried from page to page until its writer sends it again.

Nothing of it is kept on the server or shown to anybody else: it travels in the pages that the person is given, through
the sign-in, and back into a form of its own with a fresh CSRF token. It works without JavaScript.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from services.gateway.web.app_context import app_context
from services.gateway.web.csrf import FIELD as CSRF
from services.gateway.web.drafts import TYPED_BY, person_mark
from services.gateway.web.field_errors import field_words
from services.gateway.web.idempotency import HIDDEN
from services.gateway.web.paths import here, is_ours

CARRIED = "carried"
CODES = frozenset({"csrf_failed", "typed_by_another"})
# A page of ours put these into the form, and nobody typed them.
_UNSEEN = HIDDEN | {"base_version", "theirs_version", "consent_version", "reviewed", "sure"}


@dataclass(frozen=True, slots=True)
class Carried:
    """What was to be sent where, and from which page."""

    path: str
    fields: Sequence[tuple[str, str]]
    page: str

    @property
    def is_ours(self) -> bool:
        """Whether the one who is signed in now typed it; a page without an account asks for none."""
        return dict(self.fields).get(TYPED_BY, person_mark()) == person_mark()

    @property
    def needs_sign_in(self) -> bool:
        """Whether somebody has to sign in before it may be sent again."""
        return not self.is_ours

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person recognises of it: the fields that are not hidden, by their names."""
        return [(field_words(name), text) for name, text in self.fields if name not in _UNSEEN and text.strip()]

    def packed(self) -> str:
        """It as one field of a form."""
        return json.dumps([self.path, self.page, *map(list, self.fields)])


def refused_form() -> Carried | None:
    """The posted form, where a page of ours sent it and it holds no password."""
    if request.method != "POST" or not _is_from_our_page():
        return None
    try:
        fields = [(name, text) for name, text in request.form.items(multi=True) if name != CSRF]
    except RequestEntityTooLarge:
        return None
    if any("password" in name or name == CARRIED for name, _ in fields):
        return None
    brought = Carried(here(request.path, request.args.items(multi=True)), fields, _page())
    return brought if brought.texts or TYPED_BY in request.form else None  # signing out types nothing


def carried() -> Carried | None:
    """What the posted form carries; None where it carries nothing, or nothing that we packed."""
    try:
        path, page, *fields = json.loads(request.form.get(CARRIED, ""))
        return Carried(_own(path), [(str(name), str(text)) for name, text in fields], _own(page))
    except (TypeError, ValueError):
        return None


def _is_from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")  # browsers leave it out on plain http, and then have an Origin
    return site == "same-origin" or (
        site is None and request.headers.get("Origin") == app_context().settings.public_url
    )


def _page() -> str:
    referrer = urlsplit(request.headers.get("Referer", "")).path
    return referrer if is_ours(referrer) else "/"


def _own(path: Any) -> str:
    if not isinstance(path, str) or not is_ours(path):
        raise ValueError("not an address of ours")
    return path
