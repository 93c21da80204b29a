"""Asks the other services as the caller of the request that is being answered."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from shared.contracts.actor import Role
from shared.contracts.registry import request_spec, service_of
from shared.contracts.requests.booking import FreeTimes
from shared.refusal import not_found


def ask(question: object) -> Any:
    """The reply to a question, asked as the caller; raises Refusal, RequestTimeout or ServiceFailed."""
    check_service(question)
    actor = caller().actor
    if isinstance(question, FreeTimes) and actor.role is Role.PUBLIC:
        return app_context().public_times.among(
            question, partial(app_context().ask, actor=actor), app_context().clock.now()
        )
    return app_context().ask(question, actor=actor)


def ask_many(*questions: object) -> list[Any]:
    """The replies to several questions that travel together."""
    return app_context().ask.many(questions, actor=caller().actor)


def ask_each(*questions: object, timeout: float = 2.0) -> list[Any]:
    """The replies to several questions, each for itself: in place of one that did not come is its error."""
    return app_context().ask.each(questions, actor=caller().actor, timeout=timeout)


def command(request: object, key: str) -> Any:
    """The reply to a command, sent as the caller under an idempotency key of the caller's own."""
    check_service(request)
    reply = app_context().ask(request, actor=caller().actor, idempotency_key=scoped(key))
    app_context().public_times.forget()
    return reply


def check_service(request: object) -> None:
    """Refuse a request to a service that the stack does not have: waiting for its reply would be in vain."""
    if request_spec(request).to is not None and service_of(request) not in app_context().services:
        raise not_found("service_unknown", "service")


def scoped(key: str) -> str:
    """An idempotency key that no other caller can share."""
    actor = caller().actor
    return f"{actor.role.value}:{actor.id or ''}:{key}"
