"""The front page: what a well-being conversation is, and the way to a time."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.web.rendering import render

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def page() -> Response:
    """What the conversation is, for whom, and where to get help at once; it asks no other service."""
    return render("front/page.html")
