"""A demo's mailbox: the mails that would have been sent, for coordinators, for each holds somebody's private link."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render
from shared.contracts.actor import Role

blueprint = Blueprint("mailbox", __name__)

MOST = 50


@blueprint.get("/mailbox")
@staff_only(Role.COORDINATOR)
def page() -> Response:
    """The newest mails, newest first; with ``?to=`` those to one address."""
    mailbox = app_context().mailbox
    mails = mailbox.messages(MOST, request.args.get("to")) if mailbox else None
    return render("mailbox/page.html", mails=mails, most=MOST)


@blueprint.get("/mailbox/<mail_id>")
@staff_only(Role.COORDINATOR)
def mail(mail_id: str) -> Response:
    """One mail."""
    mailbox = app_context().mailbox
    found = mailbox.message(mail_id) if mailbox else None
    if found is None:
        abort(404)
    return render("mailbox/mail.html", mail=found)
