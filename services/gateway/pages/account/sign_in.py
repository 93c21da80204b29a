"""Signing in and out, and one's own password."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.application.authenticate_token import sign_out
from services.gateway.application.change_password import Change, change_password
from services.gateway.application.sign_in import Attempt
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller, now_signed_in, session_cookie
from services.gateway.web.carried import Carried, carried
from services.gateway.web.csrf import csrf_token
from services.gateway.web.doors import be_known, door, known_by, whose_address
from services.gateway.web.drafts import person_mark
from services.gateway.web.forms import FormState, blank, refused
from services.gateway.web.guards import staff_only
from services.gateway.web.language import remember
from services.gateway.web.paths import is_ours
from services.gateway.web.problems import wants_problem
from services.gateway.web.rendering import directory, render, see_other
from shared.refusal import Refusal

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/login")
def form(sent: FormState | None = None) -> Response:
    """The form; who has signed in already goes on."""
    if caller().account is not None:
        return redirect(_onward(), 303)
    return render("sign_in/form.html", sent or blank(), onward=_onward())


@blueprint.post("/login")
def enter() -> Response:
    """Sign in: a fresh cookie, and on to where the person was going."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    attempt = Attempt(username, password, whose_address(), "cookie", known_by())
    try:
        signed_in = door().sign_in(attempt, app_context().clock.now())
    except Refusal as refusal:
        if wants_problem():
            raise
        return render("sign_in/form.html", _without_password(refused(refusal)), onward=_onward(), carried=carried())
    before = caller().sign_in
    if before is not None:
        sign_out(before, app_context().open_records)
    answer = _welcome(signed_in.token)
    answer.set_cookie(
        session_cookie(), signed_in.token, secure=app_context().is_https, httponly=True, samesite="Lax", path="/"
    )
    be_known(answer, signed_in.browser)
    remember(answer, signed_in.account.language)
    return answer


def _welcome(token: str) -> Response:
    if wants_problem():  # a page that stays open
        return Response(status=204)
    brought = carried()
    if brought is None:
        return redirect(_onward(), 303)
    now_signed_in(token)
    return carry(brought, 200)


def carry(stale: Carried, status: int) -> Response:
    """The page of a form that could not be sent: to sign in first, or to send it again."""
    if stale.needs_sign_in:
        return render("sign_in/form.html", blank(), onward=stale.page, carried=stale, status=status)
    return render("sign_in/carried.html", carried=stale, status=status)


@blueprint.get("/sign-in/state")
def state() -> Response:
    """For an open page: who is signed in now, and the token that its forms need."""
    account = caller().account
    name = directory().person_name(account.person_id) if account else ""
    return jsonify(person=person_mark(), name=name, csrf_token=csrf_token())


@blueprint.get("/here")
def here() -> Response:
    """An open page says that somebody is there, which keeps the sign-in alive, and hears whether it stands."""
    return Response(status=204 if caller().account else 401)


@blueprint.post("/sign-out")
def leave() -> Response:
    """Sign out."""
    sign_in = caller().sign_in
    if sign_in is not None:
        sign_out(sign_in, app_context().open_records)
        app_context().streams.doubt(sign_in.account_id)
    answer = see_other("sign_in.form", said="signed_out")
    answer.delete_cookie(session_cookie(), path="/", secure=app_context().is_https, httponly=True, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.get("/password")
@staff_only()
def password(sent: FormState | None = None) -> Response:
    """The form for a new password."""
    return render("sign_in/password.html", sent or blank())


@blueprint.post("/password")
@staff_only()
def renew() -> Response:
    """Change one's own password; other browsers are signed out."""
    me = caller()
    if me.sign_in is None or me.account is None:
        return redirect(url_for("sign_in.form"), 303)
    change = Change(request.form.get("password", ""), request.form.get("new_password", ""), known_by())
    try:
        change_password(me.sign_in, me.account, change, door(), app_context().clock.now())
    except Refusal as refusal:
        return password(_without_password(refused(refusal)))
    app_context().streams.doubt(me.account.account_id)
    return see_other("today.page", said="password_changed")


def _without_password(sent: FormState) -> FormState:
    kept = {name: "" if "password" in name else text for name, text in sent.given.items()}
    return replace(sent, given=kept)


def _onward() -> str:
    wished = request.values.get("to", "")
    return wished if is_ours(wished) else url_for("today.page")
