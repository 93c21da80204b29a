"""What operators are told of notification: in words for /health, in numbers for /metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import Connection

from services.notification.adapters.alerts import SqlAlerts
from services.notification.adapters.messages import SqlMessages
from services.notification.adapters.reach import Reach
from services.notification.application.use_cases.watch_delivery import (
    Delivery,
    alerts_in_words,
    mail_in_words,
    watch_delivery,
)
from services.notification.domain.message import Message, MessageState
from services.notification.domain.template import Priority
from shared.clock import Clock

SERVICE = "notification"
SENT = Counter("hyke_mails_sent", "Mails that the mail server took", ["service", "lane"])
GIVEN_UP = Counter("hyke_mails_given_up", "Mails that will never arrive", ["service", "lane"])


class DeliveryWatch:
    """Watches whether mails and alerts get to people."""

    def __init__(self, reach: Reach, clock: Clock) -> None:
        self._reach = reach
        self._clock = clock
        for counter in (SENT, GIVEN_UP):
            for lane in Priority:
                counter.labels(SERVICE, lane.value)  # there from the start: the first one counts as an increase

    def words(self, connection: Connection) -> Mapping[str, str]:
        """See the protocol."""
        delivery, now = self._look(connection), self._clock.now()
        return {"mail": mail_in_words(delivery, now), "alerts": alerts_in_words(delivery, now)}

    def gauges(self, connection: Connection) -> Iterable[Metric]:
        """See the protocol."""
        delivery, now = self._look(connection), self._clock.now().timestamp()
        waiting = GaugeMetricFamily("hyke_mails_waiting", "Mails that should have left", labels=["service", "lane"])
        oldest = GaugeMetricFamily("hyke_mails_oldest_seconds", "For how long", labels=["service", "lane"])
        for lane, waits in delivery.waiting.items():
            waiting.add_metric([SERVICE, lane.value], waits.count)
            oldest.add_metric([SERVICE, lane.value], now - waits.since.timestamp() if waits.since else 0)
        open_alerts = GaugeMetricFamily("hyke_alerts_open", "Alerts that nobody has answered", labels=["service"])
        open_alerts.add_metric([SERVICE], delivery.open_alerts)
        since = delivery.unanswered_since
        unanswered = GaugeMetricFamily("hyke_alerts_oldest_seconds", "Age of the oldest of them", labels=["service"])
        unanswered.add_metric([SERVICE], now - since.timestamp() if since else 0)
        return [waiting, oldest, open_alerts, unanswered]

    def _look(self, connection: Connection) -> Delivery:
        messages = SqlMessages(connection, lambda channel: None)
        return watch_delivery(messages, SqlAlerts(connection), self._reach.outage, self._clock.now())


def count(message: Message) -> None:
    """Counts what became of a message after a try."""
    outcomes = {MessageState.SENT: SENT, MessageState.UNDELIVERABLE: GIVEN_UP}
    if message.state in outcomes:
        outcomes[message.state].labels(SERVICE, message.rule.lane.value).inc()
