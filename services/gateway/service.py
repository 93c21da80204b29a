"""The gateway: pages and API for people and programs, over the other services."""

from __future__ import annotations

from typing import Any

from flask import Flask

from services.gateway.adapters.mailbox import HttpMailbox
from services.gateway.adapters.outage import Outage
from services.gateway.adapters.passwords import Argon2Passwords
from services.gateway.adapters.records import SqlRecords, opening
from services.gateway.app import TEXTS, create_app
from services.gateway.application.authenticate_token import purge_expired
from services.gateway.web.app_context import AppContext
from services.gateway.web.health import Remembered
from services.gateway.web.streams import FULL, Streams
from shared.clock import SystemClock
from shared.contracts.events import booking, notification
from shared.http_server.connections import most_connections, open_files
from shared.messaging import (
    EventService,
    ReconciliationMonitor,
    ReconciliationMonitorProvider,
    ServiceClientProvider,
    Transaction,
    Transactions,
    every,
    on_broadcast,
    service_client_of,
    transactions_of,
)
from shared.messaging.operations.health import ServiceHealth
from shared.messaging.operations.web_server import WebServer
from shared.messaging.runtime.context import context_of
from shared.messaging.runtime.topology import listeners, settings_of
from shared.system_threads import Aside
from shared.texts import Texts


def build(container: Any) -> Flask:
    """The web app of a service's container."""
    settings, standing = settings_of(container), ServiceHealth(context_of(container))
    outage = Outage(is_there=lambda: standing.hears_database)
    return create_app(
        AppContext(
            settings=settings,
            ask=service_client_of(container),
            open_records=opening(transactions_of(container), outage),
            passwords=Argon2Passwords(Aside()),
            clock=SystemClock(),
            texts=Texts.read(TEXTS),
            streams=Streams(most_streams()),
            services=tuple(sorted(listeners())),
            is_well=Remembered(standing.is_well),
            mailbox=HttpMailbox(settings.mailbox_url) if settings.mailbox_url else None,
        )
    )


def most_streams() -> int:
    """How many pages may listen: half of the connections, so that there is room for the others."""
    return min(FULL, most_connections(open_files()) // 2)


def close(app: Flask) -> None:
    """End what would keep the server from stopping: the open streams."""
    app.extensions["hyke"].streams.close()


class GatewayService(EventService):
    """Serves HTTP; hears, live, what open pages show."""

    name = "gateway"

    ask = ServiceClientProvider()
    transactions = Transactions()
    accounts: ReconciliationMonitor = ReconciliationMonitorProvider()
    app = WebServer(build, close)

    @on_broadcast(
        notification.LecturerAlerted,
        notification.AlertUnanswered,
        notification.CoordinatorAcknowledged,
        notification.AlertAcknowledged,
        notification.AlertWithdrawn,
        booking.FollowUpProposed,
        booking.FollowUpUnavailable,
        booking.FollowUpDeclined,
    )
    def tell_pages(self, event: object) -> None:
        self.app.extensions["hyke"].streams.tell(event)

    @every(60, leader=True)
    def reconcile_events(self, tx: Transaction) -> None:
        self.accounts(tx.now)

    @every(600, leader=True)
    def forget(self, tx: Transaction) -> None:
        purge_expired(SqlRecords(tx.connection), tx.now)


Service = GatewayService
