"""What every service answers about its outbox and its inbox: inherit it, and it is answered."""

from __future__ import annotations

from contextlib import nullcontext

from shared.contracts.actor import Role
from shared.contracts.requests import books as requests
from shared.messaging.reconciliation.event_counts import EventCounts
from shared.messaging.reconciliation.sql_event_counts import SqlEventCounts
from shared.messaging.requests.entrypoint import serves
from shared.messaging.runtime.topology import hearings
from shared.messaging.runtime.transaction import Transaction
from shared.refusal import forbidden


class ReconciliationMixin:
    """Opens a service's books to the other services of the stack."""

    @serves(requests.Hearings)
    def books_hearings(self, ask: requests.Hearings, tx: Transaction) -> list[requests.HeardSince]:
        return list(_books(tx).hearings())

    @serves(requests.WorkInHand)
    def books_work(self, ask: requests.WorkInHand, tx: Transaction) -> requests.Work:
        return requests.Work(_books(tx).work_seconds())

    @serves(requests.SentInParts)
    def books_sent(self, ask: requests.SentInParts, tx: Transaction) -> list[requests.Sent]:
        return list(_books(tx).sent(ask.span, ask.width, ask.types))

    @serves(requests.SettledInParts)
    def books_settled(self, ask: requests.SettledInParts, tx: Transaction) -> list[requests.Settled]:
        return list(_books(tx).settled(ask.span, ask.width, ask.types))

    @serves(requests.SentEvents)
    def books_sent_events(self, ask: requests.SentEvents, tx: Transaction) -> list[requests.SentEvent]:
        return list(_books(tx).sent_events(ask.span, ask.type, ask.grace))

    @serves(requests.SettledEvents)
    def books_settled_events(self, ask: requests.SettledEvents, tx: Transaction) -> list[requests.SettledEvent]:
        return list(_books(tx).settled_events(ask.span, ask.type))

    @serves(requests.SentAmong)
    def books_sent_among(self, ask: requests.SentAmong, tx: Transaction) -> list[requests.SentEvent]:
        return list(_books(tx).sent_among(ask.ids, ask.grace))

    @serves(requests.SettledAmong)
    def books_settled_among(self, ask: requests.SettledAmong, tx: Transaction) -> list[requests.SettledEvent]:
        return list(_books(tx).settled_among(ask.ids))

    @serves(requests.StrayEffects)
    def books_strays(self, ask: requests.StrayEffects, tx: Transaction) -> list[requests.StrayEffect]:
        return list(_books(tx).strays(ask.span))

    @serves(requests.AcknowledgedAmong)
    def books_acknowledged(self, ask: requests.AcknowledgedAmong, tx: Transaction) -> list[requests.AcknowledgedEffect]:
        return list(_books(tx).acknowledged(ask.ids))


def _books(tx: Transaction) -> EventCounts:
    if tx.actor.role is not Role.SYSTEM:
        raise forbidden("not_for_role")
    return SqlEventCounts(lambda: nullcontext(tx.connection), hearings().get(tx.service, ()))
