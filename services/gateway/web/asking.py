"""Asks the other services as the caller of the request that is being answered."""

from __future__ import annotations

from typing import Any

from services.gateway.web.caller import caller
from services.gateway.web.parts import parts


def ask(question: object) -> Any:
    """The reply to a question, asked as the caller; raises Refusal, Unanswered or ServiceFailed."""
    return parts().ask(question, actor=caller().actor)


def ask_many(*questions: object) -> list[Any]:
    """The replies to several questions that travel together."""
    return parts().ask.many(questions, actor=caller().actor)


def command(request: object, key: str) -> Any:
    """The reply to a command, sent as the caller under an idempotency key of the caller's own."""
    return parts().ask(request, actor=caller().actor, idempotency_key=scoped(key))


def scoped(key: str) -> str:
    """An idempotency key that no other caller can share."""
    actor = caller().actor
    return f"{actor.role.value}:{actor.id or ''}:{key}"
