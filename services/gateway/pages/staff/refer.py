"""Referring a client, who is then invited to book a time and to consent."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.web.forms import FormState, blank, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language
from services.gateway.web.rendering import render, see_other
from shared.contracts.requests.booking import ReferClient

blueprint = Blueprint("refer", __name__)

SITUATIONS = ("job_seeker", "student", "employed", "other")


@blueprint.get("/refer")
@staff_only()
def form(sent: FormState | None = None) -> Response:
    """The form."""
    return render("refer/form.html", sent or blank(language=language().value), situations=SITUATIONS)


@blueprint.post("/refer")
@staff_only()
def refer() -> Response:
    """Refer, then on to the client's page."""
    sent = submit(ReferClient)
    if not sent.is_done:
        return form(sent=sent)
    return see_other("clients.page", said="client_referred", client_id=sent.reply.client_id)
