"""Events and requests between services: what a service may use, and all that it needs.

A complete service::

    from shared.contracts.events.trial import Counted
    from shared.contracts.requests.trial import Bump, CountOf, CountView
    from shared.messaging import (
        EventService, ServiceClientProvider, Transaction, Transactions, every, handles, handles_batch, on_broadcast,
        on_notify, serves)

    class TrialService(EventService):   # /health, /ready, /metrics, replaying and discarding, reconciliation
        name = "trial"              # its database, its queues and the first part of its contracts' names

        ask = ServiceClientProvider()   # self.ask(CountOf(id=…), actor=tx.actor)
        transactions = Transactions()   # with self.transactions() as tx: … (outside the entrypoints below)

        @handles(Counted)           # one transaction with its effects; raising parks the event
        def counted(self, event: Counted, tx: Transaction) -> None:
            tx.connection.execute(insert(tallies).values(counter_id=event.counter_id, at=tx.now))

        @handles_batch(Counted)     # the same for all that have arrived together, in few statements
        def tallied(self, events: Sequence[Counted], tx: Transaction) -> None:
            tx.session.add_all(Tally(event.counter_id) for event in events)
            tx.emit(Tallied(…), because_of=events[0])

        @serves(CountOf)            # a question: a read-only session
        def count_of(self, ask: CountOf, tx: Transaction) -> CountView:
            return CountView(count=tx.connection.scalar(…))

        @serves(Bump)               # a command: a transaction, run once for each idempotency key
        def bump(self, ask: Bump, tx: Transaction) -> CountView:
            tx.emit(Counted(counter_id=ask.counter_id))     # leaves with the transaction, or not at all
            return CountView(count=1)

        @every(60, leader=True)     # one replica, in a transaction; a failing run is logged and tried the next time
        def tidy(self, tx: Transaction) -> None: ...

        @on_notify("mail")          # NOTIFY mail, or the poll behind it; True: call again at once
        def send_next(self, tx: Transaction) -> bool: ...

        @on_broadcast(Counted)      # every replica hears it, no transaction, no promise: for open pages
        def show(self, event: Counted) -> None: ...

A use case takes ``tx`` as its ``Events`` port: ``tx.emit(event)``. ``tx.notify("mail")`` wakes ``on_notify("mail")``.

An extension that is no worker (the gateway's web server) uses ``service_client_of(container)`` and
``transactions_of(container)``.
The host calls ``runtime.topology.configure(settings, services)`` before it makes containers; see there.
"""

from shared.messaging.consuming.broadcast import on_broadcast
from shared.messaging.consuming.entrypoint import handles, handles_batch
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed, Unavailable
from shared.messaging.reconciliation.monitor import ReconciliationMonitor, ReconciliationMonitorProvider
from shared.messaging.requests.client import ServiceClient, ServiceClientProvider, StandaloneClient, service_client_of
from shared.messaging.requests.entrypoint import serves
from shared.messaging.runtime.timers import every, on_notify
from shared.messaging.runtime.transaction import Transaction, Transactions, transactions_of
from shared.messaging.service import EventService

__all__ = [
    "EventService",
    "ReconciliationMonitor",
    "ReconciliationMonitorProvider",
    "RequestTimeout",
    "ServiceClient",
    "ServiceClientProvider",
    "ServiceFailed",
    "StandaloneClient",
    "Transaction",
    "Transactions",
    "Unavailable",
    "every",
    "handles",
    "handles_batch",
    "on_broadcast",
    "on_notify",
    "serves",
    "service_client_of",
    "transactions_of",
]
