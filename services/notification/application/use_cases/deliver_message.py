"""Delivers one message: claimed in one transaction, written and sent outside of any, settled in another."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass, replace
from pathlib import PurePath
from uuid import UUID

from services.notification.application.ports import (
    AlertStanding,
    Channel,
    Clock,
    Directory,
    EmailRenderer,
    PermanentFailure,
    RecipientGone,
    RenderingFailure,
    TemporaryFailure,
)
from services.notification.application.send_alert_round import escalate
from services.notification.application.unit_of_work import Begin, UnitOfWork
from services.notification.application.use_cases.forget_client import forget
from services.notification.domain.message import UNFORESEEN, Message, MessageState, obsolete_reason
from services.notification.domain.template import CALLS, Priority, Template
from shared.contracts.events.notification import MessageUndeliverable
from shared.contracts.requests.booking import AppointmentView

RECIPIENT_GONE = "recipient_gone"  # booking's word for an erased client


@dataclass(frozen=True, slots=True)
class DeliveryServices:
    """Whom to ask, who writes, and who carries."""

    directory: Directory
    letters: EmailRenderer
    post: Channel
    clock: Clock


def claim_message(lane: Priority, begin: Begin) -> Message | None:
    """The lane's next message, ours alone until its lease is over."""
    with begin() as uow:
        return uow.messages.claim(lane, uow.now)


def deliver_message(message: Message, begin: Begin, office: DeliveryServices) -> Message:
    """The message after one try. A crash before it is settled sends it again, under the same Message-ID."""
    tried = send(message, standing_of(message, begin), office)
    with begin() as uow:
        settle(tried, uow.going_on(message.correlation_id, message.traceparent))
    return tried


def standing_of(message: Message, begin: Begin) -> AlertStanding | None:
    """How the alert that the message is about stands now, if it is about one."""
    if message.alert_id is None:
        return None
    with begin() as uow:
        alert = uow.alerts.get(message.alert_id)
        if alert is None:
            return None
        conversation = uow.appointments.conversations([alert.session_id]).get(alert.session_id, "booked")
        return AlertStanding(alert, alert.stage(conversation))


def send(message: Message, standing: AlertStanding | None, office: DeliveryServices) -> Message:
    """Asks booking whom and what it is about, and sends it if it is still true."""
    if standing and not standing.alert.is_open and message.template in CALLS:
        return message.dropped("acknowledged")
    try:
        contact = office.directory.contact(message.recipient_id, message.former_address_id)
        about = appointment_of(message, office.directory)
        now = office.clock.now()
        untrue = obsolete_reason(message, about.state, about.starts_at, now) if about else None
        if untrue:
            return message.dropped(untrue)
        office.post.send(office.letters.write(message, contact, about, now, named(standing, office.directory)))
    except RecipientGone as gone:
        return message.dropped(gone.code)
    except PermanentFailure as rejected:
        return message.undeliverable(rejected.code)
    except (TemporaryFailure, RenderingFailure) as failure:
        return message.failed(office.clock.now(), failure.code)
    except Exception as flaw:  # whatever it is, it is this message's alone: the lane goes on
        return message.puzzled(office.clock.now(), code_of(flaw))
    return message.sent(office.clock.now())


def code_of(flaw: Exception) -> str:
    """What was raised and where, as a code: its own words may quote a name."""
    kind, where = type(flaw).__name__, "nowhere"
    for frame, line in traceback.walk_tb(flaw.__traceback__):
        where = f"{PurePath(frame.f_code.co_filename).stem}_{line}"
    return re.sub(r"[^a-z0-9_]", "_", f"{UNFORESEEN}{kind}_{where}".lower())[:60]


def named(standing: AlertStanding | None, directory: Directory) -> AlertStanding | None:
    """The same, with the name of who settled the alert, where somebody did."""
    if standing is None or standing.alert.acknowledged_by is None:
        return standing
    return replace(standing, settled_by=directory.contact(standing.alert.acknowledged_by).name)


def appointment_of(message: Message, directory: Directory) -> AppointmentView | None:
    """The appointment that the message is about; an alert goes out even when booking has none."""
    if message.appointment_id is None:
        return None
    try:
        return directory.appointment(message.appointment_id)
    except RecipientGone:
        if message.rule.lane is Priority.URGENT:
            return None
        raise


def settle(message: Message, uow: UnitOfWork) -> None:
    """Keeps the outcome; that someone cannot be reached becomes an event, and an alert then calls the coordinators."""
    is_lost = message.state is MessageState.UNDELIVERABLE
    if is_lost and message.template is Template.ALERT and message.alert_id:
        # the alert is locked before its message, in the order of every other use case
        escalate_at_once(message.alert_id, uow)
    uow.messages.settle(message)
    if message.last_error == RECIPIENT_GONE:
        forget(message.recipient_id, uow)  # what was heard only after the erasure wrote of them anew
    if is_lost:
        uow.events.emit(
            MessageUndeliverable(
                message_id=message.message_id,
                template=message.template.value,
                recipient_id=message.recipient_id,
                given_up_at=uow.now,
                appointment_id=message.appointment_id,
            )
        )


def escalate_at_once(alert_id: UUID, uow: UnitOfWork) -> None:
    """The lecturer cannot be reached by mail: the coordinators are called without waiting any longer."""
    alert = uow.alerts.get_for_update(alert_id)
    if alert is not None and alert.is_open and not alert.is_escalated:
        escalate(alert, uow)
