"""What every service answers about the events that it could not act on: inherit it, and it is answered."""

from __future__ import annotations

from typing import Any

from shared.contracts.actor import Role
from shared.contracts.registry import is_binding
from shared.contracts.requests import desk as requests
from shared.messaging.dead_letters import actions
from shared.messaging.dead_letters.listing import (
    OPEN,
    Filters,
    OperatorAction,
    ParkedEvent,
    acts,
    list_parked,
    standing,
)
from shared.messaging.requests.entrypoint import serves
from shared.messaging.runtime.transaction import Transaction
from shared.refusal import conflict, forbidden, invalid, not_found

SHOWN, ACTS = 200, 20


class DeadLetterMixin:
    """Shows a service's desk to coordinators, and does what they decide."""

    @serves(requests.FailedEvents)
    def failed_events(self, ask: requests.FailedEvents, tx: Transaction) -> requests.DeskView:
        _judge(ask.service, tx)
        open = standing(tx.connection)
        events = tuple(map(_event, list_parked(tx.connection, Filters(OPEN, most=SHOWN))))
        done = tuple(map(_act, acts(tx.connection, ACTS)))
        return requests.DeskView(ask.service, open.waiting, open.dead, events, done)

    @serves(requests.FailedCount)
    def failed_count(self, ask: requests.FailedCount, tx: Transaction) -> requests.FailedCountView:
        _judge(ask.service, tx)
        open = standing(tx.connection)
        return requests.FailedCountView(ask.service, open.waiting, open.dead)

    @serves(requests.ReplayEvents)
    def replay_events(self, ask: requests.ReplayEvents, tx: Transaction) -> list[requests.DeskOutcomeView]:
        _judge(ask.service, tx)
        return _outcomes(actions.replay(tx.connection, ask.ids, str(tx.actor.id), ask.why))

    @serves(requests.ReplayAllEvents)
    def replay_all_events(self, ask: requests.ReplayAllEvents, tx: Transaction) -> list[requests.DeskOutcomeView]:
        _judge(ask.service, tx)
        found = actions.replayable(tx.connection, Filters())
        return _outcomes(actions.replay(tx.connection, found, str(tx.actor.id), ask.why))

    @serves(requests.DiscardEvents)
    def discard_events(self, ask: requests.DiscardEvents, tx: Transaction) -> list[requests.DeskOutcomeView]:
        _judge(ask.service, tx)
        if not ask.why.strip():
            raise invalid("text_blank", "why")
        return _outcomes(actions.discard(tx.connection, ask.ids, str(tx.actor.id), ask.why))


def _judge(service: str, tx: Transaction) -> None:
    if tx.actor.role is not Role.COORDINATOR:
        raise forbidden("coordinators_only")
    if service != tx.service:
        raise not_found("service_unknown", "service")


def _event(entry: ParkedEvent) -> requests.FailedEventView:
    return requests.FailedEventView(
        id=entry.id,
        handler=entry.handler,
        reason=entry.reason,
        error=entry.error,
        attempts=entry.attempts,
        state=entry.state,
        failed_at=entry.parked_at,
        behind=entry.behind,
        event_id=entry.event_id,
        type=entry.type,
        subject=entry.subject,
        next_at=entry.next_at if entry.state == "waiting" else None,
        waits_for=entry.waits_for,
        may_discard=not is_binding(entry.type),
    )


def _act(act: OperatorAction) -> requests.DeskActView:
    return requests.DeskActView(act.acted_at, act.act, act.actor, act.why, act.event_id, act.type)


def _outcomes(outcomes: list[actions.Outcome]) -> list[Any]:
    told = []
    for each in outcomes:
        if each.result == "binding":
            raise conflict("event_is_binding", "ids")  # and nothing of what was asked is done
        told.append(requests.DeskOutcomeView(each.id, each.result))
    return told
