"""What the use cases need from outside, by role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notification.domain.alert import Alert, Stage
from services.notification.domain.appointment import Conversation, KnownAppointment
from services.notification.domain.message import Message
from services.notification.domain.template import Calendar, Priority, Template
from shared.contracts.requests.booking import AppointmentView, Contact
from shared.contracts.vocabulary import Language


class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class Events(Protocol):
    """Publishes events once what goes with them is kept."""

    def emit(self, event: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """The messages of a lane that should have left by now, and since when the oldest of them."""

    count: int
    since: datetime | None = None


class Messages(Protocol):
    """The messages on their way, and the receipts of those that went."""

    def add(self, message: Message) -> None:
        """Put a message in its lane and wake the lane's worker; one that is already there stays as it is."""

    def claim(self, lane: Priority, now: datetime) -> Message | None:
        """Take the message that has waited longest for one try, so that no other replica takes it within the lease."""

    def settle(self, message: Message) -> None:
        """Keep the outcome of a try; that it was sent is kept in any case, the rest only while it still waits."""

    def drop_of_appointment(self, appointment_id: UUID, templates: Collection[Template], reason: str) -> None:
        """Drop what waits about an appointment, of these templates."""

    def drop_of_alert(self, alert_id: UUID, templates: Collection[Template], reason: str) -> None:
        """Drop what waits about an alert, of these templates."""

    def recipients_of_alert(self, alert_id: UUID, template: Template) -> Collection[UUID]:
        """Whom a message of this template about an alert was written to, whatever became of it."""

    def drop_to(self, recipient_id: UUID, keep: Collection[Template], reason: str) -> None:
        """Drop what waits for a recipient, but for these templates."""

    def forget(self, recipient_id: UUID) -> None:
        """Delete all messages and receipts of a recipient."""

    def of_appointment(self, appointment_id: UUID) -> Sequence[Message]:
        """All messages about an appointment, newest first."""

    def of_recipient(self, recipient_id: UUID) -> Sequence[Message]:
        """All messages to a recipient, newest first."""

    def undeliverable(self, since: datetime) -> Sequence[Message]:
        """Those written since then that were given up, newest first."""

    def waiting(self, lane: Priority, now: datetime) -> Waiting:
        """What of the lane is due and has not left; what is for a later day does not count.

        Each round of an alert replaces the one before: it has waited since the first round that did not leave.
        """

    def given_up(self, since: datetime) -> int:
        """How many were given up at a try after then."""


class Appointments(Protocol):
    """What notification remembers of appointments."""

    def get_for_update(self, appointment_id: UUID) -> KnownAppointment | None:
        """The appointment, locked until the transaction ends."""

    def save(self, appointment: KnownAppointment) -> None:
        """Keep it, new or changed."""

    def of_person(self, person_id: UUID) -> Collection[UUID]:
        """The ids of the appointments in which someone is a student or the lecturer."""

    def conversations(self, appointment_ids: Collection[UUID]) -> Mapping[UUID, Conversation]:
        """How far the conversations of these appointments are, of those that are known."""

    def forget_client(self, client_id: UUID) -> None:
        """Keep the client's appointments without the client."""


class Alerts(Protocol):
    """The lecturers' alerts."""

    def get_for_update(self, alert_id: UUID) -> Alert | None:
        """The alert, locked until the transaction ends."""

    def open_of(self, session_id: UUID) -> Alert | None:
        """The session's open alert, locked; a session has at most one."""

    def due(self, now: datetime) -> Sequence[Alert]:
        """Open alerts that must be repeated or escalated, locked; those that another transaction holds are left out."""

    def untold(self) -> Sequence[Alert]:
        """Open alerts that are escalated and of which the coordinators have not been told."""

    def all_open(self) -> Sequence[Alert]:
        """Alerts that are not settled, oldest first."""

    def settled_since(self, since: datetime) -> Sequence[Alert]:
        """Alerts that were settled at this instant or later, newest first."""

    def get(self, alert_id: UUID) -> Alert | None:
        """The alert, not locked."""

    def save(self, alert: Alert) -> None:
        """Keep it, new or changed."""


class Directory(Protocol):
    """Booking, asked at the moment of sending; raises TemporaryFailure when it does not answer."""

    def contact(self, recipient_id: UUID, former_address_id: UUID | None = None) -> Contact:
        """How to reach someone, or could be reached before a change; raises RecipientGone once they are forgotten."""

    def appointment(self, appointment_id: UUID) -> AppointmentView:
        """The appointment as it is now; raises RecipientGone when there is none."""

    def coordinators(self) -> Collection[UUID]:
        """Everyone who coordinates the service now."""


@dataclass(frozen=True, slots=True)
class Email:
    """A message in words, addressed."""

    message_id: UUID
    correlation_id: str
    to_name: str
    to_address: str
    language: Language
    subject: str
    text: str
    html: str
    is_urgent: bool
    traceparent: str | None = None
    invitation: str | None = None  # an iCalendar object
    method: Calendar | None = None


@dataclass(frozen=True, slots=True)
class AlertStanding:
    """How the alert that a message is about stands at the moment of sending."""

    alert: Alert
    stage: Stage
    settled_by: str | None = None  # the name


class EmailRenderer(Protocol):
    """Writes messages in the recipient's language."""

    def write(
        self,
        message: Message,
        contact: Contact,
        appointment: AppointmentView | None,
        now: datetime,
        standing: AlertStanding | None = None,
    ) -> Email:
        """The letter; raises RenderingFailure when the template and the facts do not fit."""


class Channel(Protocol):
    """Carries letters away."""

    def send(self, letter: Email) -> None:
        """Returns once the mail server has taken it; raises PermanentFailure or TemporaryFailure."""


class RecipientGone(Exception):
    """The recipient or the appointment is no longer there; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(Exception):
    """Booking or the mail server cannot be reached now; trying again later may help. `code` names the cause."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PermanentFailure(Exception):
    """The mail server will never take this letter; `code` is its reply's number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RenderingFailure(Exception):
    """The template and the facts do not fit: a flaw of ours, to be mended and then sent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AppointmentNotYetKnown(Exception):
    """An event speaks of an appointment whose booking has not been heard of; hearing it later will work."""
