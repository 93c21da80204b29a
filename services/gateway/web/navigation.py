"""The main menu of each role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request

from services.gateway.web.app_context import app_context
from services.gateway.web.language import t
from shared.contracts.actor import Role

_EVERYONE = (("nav.today", "/today"), ("nav.calendar", "/calendar"), ("nav.clients", "/clients"))
MENU: Mapping[Role, Sequence[tuple[str, str]]] = {
    Role.STUDENT: (*_EVERYONE, ("nav.availability", "/availability")),
    Role.LECTURER: (
        *_EVERYONE,
        ("nav.follow_ups", "/follow-ups"),
        ("nav.alerts", "/alerts"),
        ("nav.availability", "/availability"),
    ),
    Role.COORDINATOR: (
        *_EVERYONE,
        ("nav.follow_ups", "/follow-ups"),
        ("nav.people", "/people"),
        ("nav.rooms", "/rooms"),
        ("nav.alerts", "/alerts"),
        ("nav.failed", "/failed"),
    ),
}


_IN_A_DEMO: Mapping[Role, Sequence[tuple[str, str]]] = {Role.COORDINATOR: (("mailbox.title", "/mailbox"),)}


def nav(role: Role) -> list[tuple[str, str, bool]]:
    """The role's menu: (label, address, whether it is where we are)."""
    here = request.path
    entries = (*MENU.get(role, ()), *(_IN_A_DEMO.get(role, ()) if app_context().mailbox else ()))
    return [(t(key), url, here == url or here.startswith(url + "/")) for key, url in entries]


def here() -> str:
    """Where to come back to after signing in: the page that is being made, or today where a form was sent."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/today"
