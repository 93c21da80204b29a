"""Who calls: by session cookie, bearer token, private link, or nobody in particular."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from flask import g, request

from services.gateway.application.authenticate_token import authenticate_token
from services.gateway.domain.account import Account
from services.gateway.domain.sign_in import SignIn
from services.gateway.web.app_context import app_context
from shared.contracts.actor import PUBLIC, Actor, Role
from shared.links import LinkExpired, LinkForged, LinkPurpose, Links, PrivateLink
from shared.refusal import Refusal, RefusalKind, not_found

LINK_HEADER = "X-Hyke-Link"
UNATTENDED = "X-Unattended"  # an open page asks by itself, and nobody is there
VISIT_COOKIE = "hyke_visit"

Via = Literal["nothing", "cookie", "bearer", "link"]


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of one HTTP request."""

    actor: Actor = PUBLIC
    via: Via = "nothing"
    account: Account | None = None
    sign_in: SignIn | None = None
    link: PrivateLink | None = None


class BadCredentials(Exception):
    """Credentials were sent, and they open nothing."""


def session_cookie() -> str:
    """The session cookie's name; over TLS a browser guards it by its prefix."""
    return "__Host-hyke_session" if app_context().is_https else "hyke_session"


def caller() -> Caller:
    """Who sends the request that is being answered."""
    if "caller" not in g:
        g.caller = _recognised()  # raises at every look while the credentials are bad: never taken for nobody
    found: Caller = g.caller
    return found


def now_calls(actor_of: Caller) -> None:
    """From here on the request is this caller's (a page opened by a link); whom the browser signed in stays known."""
    g.browser = browser()
    g.caller = actor_of


def nobody_calls() -> None:
    """From here on the request is nobody's: its credentials were bad, and the answer says so."""
    g.browser = g.caller = Caller()


def now_signed_in(token: str) -> None:
    """From here on the request is of whom this token, given in the same answer, signs in."""
    g.browser = g.caller = _by_token(token, "cookie") or Caller()


def browser() -> Caller:
    """Whom the browser itself signed in, whatever link the page was opened by: forms are bound to that."""
    found: Caller = g.get("browser") or caller()
    return found


def with_link(token: str, *purposes: LinkPurpose) -> Caller:
    """The caller that a private link makes; refused as link_forged (404) or link_expired (410)."""
    try:
        link = Links(app_context().settings.link_secret).read(token, now=app_context().clock.now())
    except LinkForged:
        raise not_found("link_forged") from None
    except LinkExpired:
        raise Refusal(RefusalKind.EXPIRED, "link_expired") from None
    if purposes and link.purpose not in purposes:
        raise not_found("link_forged")
    actor = Actor(Role.CLIENT, link.client_id, link.appointment_id, link.is_confirmed)
    return Caller(actor, "link", link=link)


def _recognised() -> Caller:
    header = request.headers.get("Authorization", "")
    link = request.headers.get(LINK_HEADER, "")
    if header.startswith("Bearer link:"):
        return with_link(header.removeprefix("Bearer link:"))
    if link:
        return with_link(link)
    if header.startswith("Bearer "):
        return _by_token(header.removeprefix("Bearer "), "bearer") or _reject()
    if header:
        _reject()
    cookie = request.cookies.get(session_cookie(), "")
    return (_by_token(cookie, "cookie") if cookie else None) or Caller()


def _reject() -> Caller:
    raise BadCredentials


def _by_token(token: str, kind: Literal["cookie", "bearer"]) -> Caller | None:
    if len(token) > 200:
        return None
    found = authenticate_token(
        token, kind, app_context().open_records, app_context().clock.now(), is_attended=_is_attended()
    )
    if found is None:
        return None
    sign_in, account = found
    return Caller(Actor(Role(account.role), account.person_id), kind, account, sign_in)


def _is_attended() -> bool:
    """Whether a person is behind the request; a stream that opens itself anew is no sign of one."""
    return UNATTENDED not in request.headers and request.endpoint != "alerts.stream"


def visit() -> str:
    """The anonymous browser's own random value, which its forms are bound to; set as a cookie where it was not."""
    if "visit" not in g:
        given = request.cookies.get(VISIT_COOKIE, "")
        g.visit = given if 20 <= len(given) <= 64 else secrets.token_urlsafe(24)
        g.visit_is_new = g.visit != given
    found: str = g.visit
    return found
