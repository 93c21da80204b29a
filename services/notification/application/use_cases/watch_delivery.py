"""Looks at whether people are reached: the mail server, the mails that wait or were given up, the alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notification.application.ports import Alerts, Messages, Waiting
from services.notification.domain.alert import ESCALATE_AFTER
from services.notification.domain.template import Priority

OK = "ok"
SHORT = timedelta(minutes=1)  # for so long an outage, or an alert mail that waits, is no news
LATE = timedelta(minutes=15)  # an ordinary mail that waits for longer than that
GIVEN_UP_FOR = timedelta(days=1)  # for so long a mail that was given up is told of
_KINDS = {Priority.URGENT: ("alert mail", SHORT), Priority.ORDINARY: ("mail", LATE)}


@dataclass(frozen=True, slots=True)
class Outage:
    """The mail server has not taken anything since then, and why, as a code."""

    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What stands between us and the people whom we write to."""

    outage: Outage | None
    waiting: Mapping[Priority, Waiting]
    given_up: int
    open_alerts: int
    unanswered_since: datetime | None  # the oldest open alert's beginning


def watch_delivery(messages: Messages, alerts: Alerts, outage: Outage | None, now: datetime) -> Delivery:
    """How delivery stands now."""
    unanswered = alerts.all_open()
    return Delivery(
        outage=outage,
        waiting={lane: messages.waiting(lane, now) for lane in Priority},
        given_up=messages.given_up(now - GIVEN_UP_FOR),
        open_alerts=len(unanswered),
        unanswered_since=min((alert.opened_at for alert in unanswered), default=None),
    )


def mail_in_words(delivery: Delivery, now: datetime) -> str:
    """``ok``, or what keeps mails from their readers."""
    is_away = delivery.outage is not None and now - delivery.outage.since >= SHORT
    said = [_away(delivery.outage)] if is_away and delivery.outage else []
    for lane, (kind, patience) in _KINDS.items():
        waits = delivery.waiting[lane]
        if waits.since is not None and (is_away or now - waits.since >= patience):
            said.append(f"{_count(waits.count, kind)} waiting, the oldest for {_long(now - waits.since)}")
    if delivery.given_up:
        said.append(f"{_count(delivery.given_up, 'mail')} given up within a day")
    return "; ".join(said) or OK


def alerts_in_words(delivery: Delivery, now: datetime) -> str:
    """``ok``, or how many alerts have gone unanswered for so long that the coordinators were called."""
    since = delivery.unanswered_since
    if since is None or now - since < ESCALATE_AFTER:
        return OK
    return f"{_count(delivery.open_alerts, 'alert')} unanswered, the oldest for {_long(now - since)}"


def _away(outage: Outage) -> str:
    return f"the mail server has been away since {outage.since:%Y-%m-%d %H:%M:%S}Z ({outage.why})"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _long(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
