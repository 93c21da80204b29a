"""What a private link opens in the API: only what its kind was made for; whose it opens, the services judge."""

from __future__ import annotations

from services.gateway.api.routes import ROUTES
from services.gateway.web.caller import caller
from shared.refusal import forbidden

_OPENED_BY = {route.contract: route.links for route in ROUTES}


def check_link(question: object) -> None:
    """Refuse what the caller's kind of link was not made for."""
    link = caller().link
    if link is not None and link.purpose not in _OPENED_BY.get(type(question), frozenset()):
        raise forbidden("not_by_link")
