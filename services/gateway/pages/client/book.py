"""Booking without an account, one question a page: campus, time, details with consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.elements.times import campuses, chosen_campus, free_week, options
from services.gateway.web.app_context import app_context
from services.gateway.web.bookings import book_as_new_client
from services.gateway.web.forms import FormState, blank, submit_by
from services.gateway.web.language import language, t
from services.gateway.web.links import own_page
from services.gateway.web.rendering import render
from shared.contracts.fields import YEARS
from shared.contracts.requests.booking import BookAsNewClient
from shared.contracts.vocabulary import CONSENT_VERSION

blueprint = Blueprint("book", __name__)

SITUATIONS = ("job_seeker", "student", "employed", "other")
TYPED = ("name", "email", "phone", "language", "situation", "has_consented")
_OF_THE_TIME = frozenset({"starts_at", "campus"})


@blueprint.get("/book")
def campus() -> Response:
    """Where: asked only where there is a choice."""
    found = campuses()
    chosen = chosen_campus(request.args.get("campus"), found)
    if chosen:
        return redirect(url_for("book.time", campus=chosen), 303)
    is_unchosen = "unchosen" in request.args
    errors = [("campus", t("book.choose_campus"))] if is_unchosen and found else []
    shown: dict[str, Any] = {"campuses": found, "options": options(found), "errors": errors}
    return render("book/campus.html", status=422 if errors else None, **shown)


@blueprint.route("/book/time", methods=["GET", "POST"])
def time() -> Response:
    """When: a week of free times; posted with what was typed already, so that none of it is in an address."""
    return _times(FormState(_typed()))


@blueprint.route("/book/details", methods=["GET", "POST"])
def details() -> Response:
    """Who, and the consent; without a time that can be read, back to the times."""
    starts_at, campus = _instant(request.values.get("starts_at")), request.values.get("campus", "")
    if starts_at is None:
        return _times(FormState(_typed()), is_unchosen=True)
    given = {"language": language().value, **_typed(), "starts_at": starts_at.isoformat(), "campus": campus}
    return _details(blank(**given))


@blueprint.post("/book")
def book() -> Response:
    """Book, then on to the own page; a time taken meanwhile leads back to the times with what was typed."""
    sent = submit_by(book_as_new_client, BookAsNewClient)
    if sent.is_done:
        return redirect(url_for("own.booked", token=own_page(sent.reply).token), 303)
    if any(fault.field in _OF_THE_TIME for fault in sent.faults):
        return _times(sent)
    return _details(sent)


def _times(sent: FormState, *, is_unchosen: bool = False) -> Response:
    found = campuses()
    campus = chosen_campus(request.values.get("campus"), found)
    if campus is None:
        return redirect(url_for("book.campus", unchosen=1), 303)
    week = free_week(campus, request.values.get("week"))
    typed = {name: sent.given[name] for name in TYPED if sent.given.get(name)}
    shown: dict[str, Any] = {
        "campus": campus,
        "week": week,
        "typed": typed,
        "is_unchosen": is_unchosen,
        "has_choice": len(found) > 1,
    }
    return render("book/time.html", sent, **shown)


def _details(sent: FormState) -> Response:
    starts_at = _instant(sent.given.get("starts_at")) or app_context().clock.now()
    situations = [(each, t(f"book.situation.{each}")) for each in SITUATIONS]
    has_choice = len(campuses()) > 1
    shown: dict[str, Any] = {"starts_at": starts_at, "situations": situations, "has_choice": has_choice}
    return render("book/details.html", sent, errors=_as_asked(sent), version=CONSENT_VERSION, **shown)


def _as_asked(sent: FormState) -> list[tuple[str | None, str]]:
    return sorted(sent.errors, key=lambda error: TYPED.index(error[0]) if error[0] in TYPED else -1)


def _typed() -> Mapping[str, str]:
    return {name: request.form[name] for name in TYPED if name in request.form}


def _instant(text: str | None) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return instant if instant.tzinfo and instant.year in YEARS else None
