"""Events and requests between services: what a service may use, and all that it needs.

A complete service::

    from shared.contracts.events.trial import Counted
    from shared.contracts.requests.trial import Bump, CountOf, CountView
    from shared.messaging import (
        Asks, EventService, Transaction, Transactions, answers, every, hears, hears_many, live, on_notify)

    class TrialService(EventService):   # /health, /ready, /metrics, replaying and discarding, reconciliation
        name = "trial"              # its database, its queues and the first part of its contracts' names

        ask = Asks()                # self.ask(CountOf(id=…), actor=tx.actor)
        transactions = Transactions()   # with self.transactions() as tx: … (outside the entrypoints below)

        @hears(Counted)             # one transaction with its effects; raising parks the event
        def counted(self, event: Counted, tx: Transaction) -> None:
            tx.connection.execute(insert(tallies).values(counter_id=event.counter_id, at=tx.now))

        @hears_many(Counted)        # the same for all that have arrived together, in few statements
        def tallied(self, events: Sequence[Counted], tx: Transaction) -> None:
            tx.session.add_all(Tally(event.counter_id) for event in events)
            tx.emit(Tallied(…), because_of=events[0])

        @answers(CountOf)           # a question: a read-only session
        def count_of(self, ask: CountOf, tx: Transaction) -> CountView:
            return CountView(count=tx.connection.scalar(…))

        @answers(Bump)              # a command: a transaction, run once for each idempotency key
        def bump(self, ask: Bump, tx: Transaction) -> CountView:
            tx.emit(Counted(counter_id=ask.counter_id))     # leaves with the transaction, or not at all
            return CountView(count=1)

        @every(60, leader=True)     # one replica, in a transaction; a failing run is logged and tried the next time
        def tidy(self, tx: Transaction) -> None: ...

        @on_notify("mail")          # NOTIFY mail, or the poll behind it; True: call again at once
        def send_next(self, tx: Transaction) -> bool: ...

        @live(Counted)              # every replica hears it, no transaction, no promise: for open pages
        def show(self, event: Counted) -> None: ...

A use case takes ``tx`` as its ``Events`` port: ``tx.emit(event)``. ``tx.notify("mail")`` wakes ``on_notify("mail")``.

An extension that is no worker (the gateway's web server) uses ``ask_of(container)`` and ``transactions_of(container)``.
The host calls ``runtime.topology.configure(settings, services)`` before it makes containers; see there.
"""

from shared.messaging.consuming.broadcast import live
from shared.messaging.consuming.entrypoint import hears, hears_many
from shared.messaging.kernel.errors import ServiceFailed, Unanswered, Unavailable
from shared.messaging.reconciliation.monitor import Accountant, Accounts
from shared.messaging.requests.client import Ask, AskClient, Asks, ask_of
from shared.messaging.requests.entrypoint import answers
from shared.messaging.runtime.timers import every, on_notify
from shared.messaging.runtime.transaction import Transaction, Transactions, transactions_of
from shared.messaging.service import EventService

__all__ = [
    "Accountant",
    "Accounts",
    "Ask",
    "AskClient",
    "Asks",
    "EventService",
    "ServiceFailed",
    "Transaction",
    "Transactions",
    "Unanswered",
    "Unavailable",
    "answers",
    "ask_of",
    "every",
    "hears",
    "hears_many",
    "live",
    "on_notify",
    "transactions_of",
]
