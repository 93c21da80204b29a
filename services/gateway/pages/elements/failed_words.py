"""Events that failed, in the words of people: what happened, why it is not dealt with, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from services.gateway.web.app_context import app_context
from services.gateway.web.language import t
from shared.contracts.registry import EVENTS, event_spec
from shared.contracts.requests.desk import DeskActView, FailedEventView

_PAGES: Mapping[str, tuple[str, str]] = {
    "appointment_id": ("appointments.page", "appointment_id"),
    "session_id": ("appointments.page", "appointment_id"),
    "follows_id": ("appointments.page", "appointment_id"),
    "client_id": ("clients.page", "client_id"),
}


def service(name: str) -> str:
    """What people call a part of Hyke."""
    return _known(f"failed.service.{name}") or name


def name_of(type: str | None) -> str:
    """What an event says, without a name or an id."""
    return _known(f"failed.event.{(type or '').rpartition('.v')[0]}") or t("failed.event_unknown")


def act(done: DeskActView) -> str:
    """What somebody did."""
    return t(f"failed.act.{done.act}")


def event(view: FailedEventView) -> Mapping[str, Any]:
    """One that failed, as its card shows it."""
    return {
        "id": view.id,
        "name": name_of(view.type),
        "about": _short(view.subject),
        "url": _url(view),
        "is_dead": view.state == "dead",
        "failed_at": view.failed_at,
        "next_at": view.next_at,
        "attempts": view.attempts,
        "behind": view.behind,
        "may_discard": view.may_discard,
        "why": _known(f"failed.reason.{view.reason}") or t("failed.reason_other", code=view.reason),
        "technical": [view.error, f"{view.type or '—'} → {view.handler or '—'}", str(view.event_id or "—")],
    }


def _short(subject: str | None) -> str | None:
    return subject.partition("-")[0][:8] if subject else None


def _url(view: FailedEventView) -> str | None:
    contract = EVENTS.get(view.type or "")
    page = _PAGES.get(event_spec(contract).subject) if contract else None
    if page is None or not view.subject:
        return None
    endpoint, name = page
    values: dict[str, Any] = {name: view.subject}
    return url_for(endpoint, **values)


def _known(key: str) -> str | None:
    return t(key) if key in app_context().texts else None
