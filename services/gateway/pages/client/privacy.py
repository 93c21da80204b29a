"""The privacy notice: who answers for the data, what is kept, who sees it, and what the client may ask for."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context
from services.gateway.web.language import language
from services.gateway.web.rendering import render

blueprint = Blueprint("privacy", __name__)

# What who coordinates sees of a client; a test compares it with what the services' views give them.
COORDINATORS_SEE = ("contact", "situation", "consent", "times", "messages", "acute")


@blueprint.get("/privacy")
def page() -> Response:
    """The whole notice; it asks no other service."""
    settings, lang = app_context().settings, language().value
    return render(
        "privacy/page.html",
        contact=contact(),
        officer=settings.data_protection_officer[lang],
        basis=settings.legal_basis[lang],
        coordinators_see=COORDINATORS_SEE,
    )


def contact() -> str:
    """How a client reaches who answers for their data."""
    return app_context().settings.controller_contact[language().value]
