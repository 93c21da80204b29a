"""The demo's mailbox: the mails that would have been sent."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from services.gateway.web.parts import parts
from services.gateway.web.rendering import render

blueprint = Blueprint("mailbox", __name__)


@blueprint.get("/mailbox")
def page() -> Response:
    """All mails, newest first."""
    return render("mailbox/page.html", mails=_mails())


@blueprint.get("/mailbox/<mail_id>")
def mail(mail_id: str) -> Response:
    """One mail."""
    mailbox = parts().mailbox
    found = mailbox.message(mail_id) if mailbox else None
    if found is None:
        abort(404)
    return render("mailbox/mail.html", mail=found)


def _mails() -> list[dict[str, str]]:
    mailbox = parts().mailbox
    return mailbox.messages() if mailbox else []
