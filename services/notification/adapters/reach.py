"""Whether the mail server is there, as this process has last seen it."""

from __future__ import annotations

from datetime import datetime

import structlog
from prometheus_client import Gauge

from services.notification.application.use_cases.watch_delivery import Outage

log = structlog.get_logger("notification")

LAST_CONTACT = Gauge(
    "hyke_mail_last_contact_timestamp_seconds", "When the mail server was last ready to take a mail", ["service"]
)


class Reach:
    """Remembers when the mail server was last spoken to; an outage is logged as it begins and as it ends."""

    def __init__(self) -> None:
        self.outage: Outage | None = None
        self._last_contact = LAST_CONTACT.labels("notification")  # not before: other services have no such contact

    def found(self, now: datetime) -> None:
        """The server was ready to take mail."""
        self._last_contact.set(now.timestamp())
        if self.outage is not None:
            log.warning("mail_server_back", away_seconds=round((now - self.outage.since).total_seconds()))
            self.outage = None

    def missed(self, why: str, now: datetime) -> None:
        """The server was not there, or took nothing from us."""
        if self.outage is None:
            self.outage = Outage(now, why)
            log.warning("mail_server_away", reason=why)
