"""Stand-ins for what notification talks to, which keep the same promises in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from services.notification.application.ports import AlertStanding, Email, RecipientGone, Waiting
from services.notification.domain.alert import Alert
from services.notification.domain.appointment import Conversation, KnownAppointment
from services.notification.domain.message import Message, MessageState
from services.notification.domain.template import Priority, Template
from shared.contracts.requests.booking import AppointmentView, Contact
from shared.contracts.vocabulary import Language

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)  # a Friday, ten o'clock in Helsinki
E = TypeVar("E")


@dataclass
class FakeMessages:
    """Messages in a dict."""

    kept: dict[UUID, Message] = field(default_factory=dict)
    woken: list[str] = field(default_factory=list)

    def add(self, message: Message) -> None:
        self.kept.setdefault(message.message_id, message)
        self.woken.append(message.rule.lane.value)

    def claim(self, lane: Priority, now: datetime) -> Message | None:
        ready = [
            each for each in self.kept.values() if each.is_waiting and each.rule.lane is lane and each.next_at <= now
        ]
        if not ready:
            return None
        first = min(ready, key=lambda each: (each.next_at, each.message_id))
        self.kept[first.message_id] = first.claimed(now)
        return self.kept[first.message_id]

    def settle(self, message: Message) -> None:
        known = self.kept.get(message.message_id)
        if known is None:
            return
        if message.state is MessageState.SENT or (known.is_waiting and known.attempts == message.attempts):
            self.kept[message.message_id] = replace(
                known,
                state=message.state,
                next_at=message.next_at,
                last_error=message.last_error,
                sent_at=message.sent_at,
            )

    def drop_of_appointment(self, appointment_id: UUID, templates: Collection[Template], reason: str) -> None:
        for each in list(self.kept.values()):
            if each.appointment_id == appointment_id and each.template in templates:
                self._drop(each, reason)

    def drop_of_alert(self, alert_id: UUID, templates: Collection[Template], reason: str) -> None:
        for each in list(self.kept.values()):
            if each.alert_id == alert_id and each.template in templates:
                self._drop(each, reason)

    def recipients_of_alert(self, alert_id: UUID, template: Template) -> Collection[UUID]:
        theirs = (each for each in self.kept.values() if each.alert_id == alert_id and each.template is template)
        return list(dict.fromkeys(each.recipient_id for each in theirs))

    def drop_to(self, recipient_id: UUID, keep: Collection[Template], reason: str) -> None:
        for each in list(self.kept.values()):
            if each.recipient_id == recipient_id and each.template not in keep:
                self._drop(each, reason)

    def forget(self, recipient_id: UUID) -> None:
        self.kept = {key: each for key, each in self.kept.items() if each.recipient_id != recipient_id}

    def of_appointment(self, appointment_id: UUID) -> Sequence[Message]:
        return self._newest_first(each for each in self.kept.values() if each.appointment_id == appointment_id)

    def of_recipient(self, recipient_id: UUID) -> Sequence[Message]:
        return self._newest_first(each for each in self.kept.values() if each.recipient_id == recipient_id)

    def undeliverable(self, since: datetime) -> Sequence[Message]:
        given_up = (each for each in self.kept.values() if each.state is MessageState.UNDELIVERABLE)
        return self._newest_first(each for each in given_up if each.created_at >= since)

    def waiting(self, lane: Priority, now: datetime) -> Waiting:
        waits = [each for each in self.kept.values() if each.is_waiting and each.rule.lane is lane]
        due = [self._since(each) for each in waits if each.due_at <= now]
        return Waiting(len(due), min(due, default=None))

    def _since(self, message: Message) -> datetime:
        about = (message.alert_id, message.recipient_id)
        rounds = [each for each in self.kept.values() if (each.alert_id, each.recipient_id) == about]
        if message.alert_id is None:
            return message.due_at
        sent = max((each.sent_at for each in rounds if each.sent_at), default=None)
        return min(each.due_at for each in rounds if sent is None or each.due_at > sent)

    def given_up(self, since: datetime) -> int:
        lost = [each for each in self.kept.values() if each.state is MessageState.UNDELIVERABLE]
        return len([each for each in lost if each.next_at > since])

    def _drop(self, message: Message, reason: str) -> None:
        if message.is_waiting:
            self.kept[message.message_id] = message.dropped(reason)

    def _newest_first(self, found: Iterator[Message]) -> Sequence[Message]:
        return sorted(sorted(found, key=lambda each: each.message_id), key=lambda each: each.created_at, reverse=True)


@dataclass
class FakeAppointments:
    """Known appointments in a dict."""

    kept: dict[UUID, KnownAppointment] = field(default_factory=dict)

    def get_for_update(self, appointment_id: UUID) -> KnownAppointment | None:
        return self.kept.get(appointment_id)

    def save(self, appointment: KnownAppointment) -> None:
        self.kept[appointment.appointment_id] = appointment

    def of_person(self, person_id: UUID) -> Collection[UUID]:
        return {key for key, each in self.kept.items() if person_id in each.staff_ids}

    def conversations(self, appointment_ids: Collection[UUID]) -> Mapping[UUID, Conversation]:
        return {key: each.conversation for key, each in self.kept.items() if key in appointment_ids}

    def forget_client(self, client_id: UUID) -> None:
        for key, each in self.kept.items():
            if each.client_id == client_id:
                self.kept[key] = replace(each, client_id=None)


@dataclass
class FakeAlerts:
    """Alerts in a dict."""

    kept: dict[UUID, Alert] = field(default_factory=dict)

    def get_for_update(self, alert_id: UUID) -> Alert | None:
        return self.kept.get(alert_id)

    def get(self, alert_id: UUID) -> Alert | None:
        return self.kept.get(alert_id)

    def settled_since(self, since: datetime) -> Sequence[Alert]:
        settled = [(each.acknowledged_at, each) for each in self.kept.values() if each.acknowledged_at]
        lately = sorted(settled, key=lambda pair: (pair[0], pair[1].alert_id), reverse=True)
        return [each for at, each in lately if at >= since]

    def open_of(self, session_id: UUID) -> Alert | None:
        return next((each for each in self.all_open() if each.session_id == session_id), None)

    def due(self, now: datetime) -> Sequence[Alert]:
        return [each for each in self.all_open() if each.must_repeat(now) or each.must_escalate(now)]

    def untold(self) -> Sequence[Alert]:
        return [each for each in self.all_open() if each.is_escalated and each.coordinators_told_at is None]

    def all_open(self) -> Sequence[Alert]:
        found = [each for each in self.kept.values() if each.is_open]
        return sorted(found, key=lambda each: (each.detected_at, each.alert_id))

    def save(self, alert: Alert) -> None:
        self.kept[alert.alert_id] = alert


@dataclass
class FakeEvents:
    """What was published, in order."""

    emitted: list[object] = field(default_factory=list)

    def emit(self, event: object) -> None:
        self.emitted.append(event)

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind."""
        return [event for event in self.emitted if isinstance(event, kind)]


@dataclass
class FakeDirectory:
    """Booking's answers; `failure` is raised instead while it is set."""

    contacts: dict[UUID, Contact] = field(default_factory=dict)
    appointments: dict[UUID, AppointmentView] = field(default_factory=dict)
    coordinating: list[UUID] = field(default_factory=list)
    failure: Exception | None = None

    def contact(self, recipient_id: UUID, former_address_id: UUID | None = None) -> Contact:
        self._fail()
        if former_address_id is not None:
            return self.contacts[former_address_id]
        if recipient_id not in self.contacts:
            raise RecipientGone("recipient_gone")
        return self.contacts[recipient_id]

    def appointment(self, appointment_id: UUID) -> AppointmentView:
        self._fail()
        if appointment_id not in self.appointments:
            raise RecipientGone("appointment_unknown")
        return self.appointments[appointment_id]

    def coordinators(self) -> Collection[UUID]:
        self._fail()
        return list(self.coordinating)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


@dataclass
class FakeLetters:
    """Letters of few words; `failure` is raised instead while it is set, and `failing` of single messages."""

    failure: Exception | None = None
    failing: dict[UUID, Exception] = field(default_factory=dict)
    standings: list[AlertStanding | None] = field(default_factory=list)

    def write(
        self,
        message: Message,
        contact: Contact,
        appointment: AppointmentView | None,
        now: datetime,
        standing: AlertStanding | None = None,
    ) -> Email:
        self.standings.append(standing)
        if message.message_id in self.failing:
            raise self.failing[message.message_id]
        if self.failure is not None:
            raise self.failure
        return Email(
            message_id=message.message_id,
            correlation_id=message.correlation_id,
            to_name=contact.name,
            to_address=contact.email,
            language=Language.FI,
            subject=message.template.value,
            text="text",
            html="<p>text</p>",
            is_urgent=message.rule.lane is Priority.URGENT,
            traceparent=message.traceparent,
        )


@dataclass
class FakePost:
    """Letters that were carried away; `failure` is raised instead while it is set."""

    sent: list[Email] = field(default_factory=list)
    failure: Exception | None = None

    def send(self, letter: Email) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append(letter)
