"""Signing in by the API: a bearer token, who it makes you, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from marshmallow import validate

from services.gateway.api.endpoints import blueprint as api_blueprint
from services.gateway.api.endpoints import too_often
from services.gateway.api.schemas import body_of
from services.gateway.application import refusals
from services.gateway.application.authenticate_token import sign_out
from services.gateway.application.change_password import Change, change_password
from services.gateway.application.sign_in import Attempt
from services.gateway.domain.sign_in import LIFE
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.csrf import csrf_token
from services.gateway.web.doors import door, known_by, whose_address
from services.gateway.web.rendering import directory
from shared.contracts.schema import schema_of
from shared.contracts.vocabulary import Language

blueprint = api_blueprint("signing", "Signing in and out.")

Credential = Annotated[str, validate.Length(min=1, max=256)]


@dataclass(frozen=True, slots=True)
class Login:
    """A username and its password."""

    username: Credential
    password: Credential


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, shown once."""

    token: str
    expires_at: datetime
    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The present password and the one to come."""

    password: Credential
    new_password: str


@dataclass(frozen=True, slots=True)
class Me:
    """Who the caller is; ``csrf_token`` is for callers with a session cookie."""

    role: str
    person_id: UUID | None = None
    client_id: UUID | None = None
    username: str | None = None
    name: str | None = None
    language: Language | None = None
    csrf_token: str | None = None


@blueprint.route("/login", methods=["POST"])
@blueprint.arguments(body_of(Login, frozenset()))
@blueprint.response(200, schema_of(Token))
@too_often(blueprint)
def login(given: dict[str, Any]) -> Token:
    """A bearer token for a username and a password."""
    attempt = Attempt(given["username"], given["password"], whose_address(), "bearer", known_by())
    now = app_context().clock.now()
    signed_in = door().sign_in(attempt, now)
    return Token(signed_in.token, now + LIFE, signed_in.account.person_id, signed_in.account.role)


@blueprint.route("/logout", methods=["POST"])
@blueprint.response(204)
def logout() -> None:
    """End the caller's sign-in."""
    sign_in = caller().sign_in
    if sign_in is None:
        raise refusals.signed_out()
    sign_out(sign_in, app_context().open_records)
    app_context().streams.doubt(sign_in.account_id)


@blueprint.route("/me", methods=["GET"])
@blueprint.response(200, schema_of(Me))
def me() -> Me:
    """Who the caller is."""
    who = caller()
    if who.link is not None:
        return Me("client", client_id=who.link.client_id)
    if who.account is None:
        raise refusals.signed_out()
    token = csrf_token() if who.via == "cookie" else None
    name = directory().person_name(who.account.person_id)
    return Me(
        who.account.role,
        person_id=who.account.person_id,
        username=who.account.username,
        name=name,
        language=who.account.language,
        csrf_token=token,
    )


@blueprint.route("/me/password", methods=["PUT"])
@blueprint.arguments(body_of(NewPassword, frozenset()))
@blueprint.response(204)
@too_often(blueprint)
def renew_password(given: dict[str, Any]) -> None:
    """Change the caller's own password; other sign-ins end."""
    who = caller()
    if who.sign_in is None or who.account is None:
        raise refusals.signed_out()
    change = Change(given["password"], given["new_password"], known_by())
    change_password(who.sign_in, who.account, change, door(), app_context().clock.now())
    app_context().streams.doubt(who.account.account_id)
