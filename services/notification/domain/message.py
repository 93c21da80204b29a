"""A message on its way to one person: waiting, sent, undeliverable or dropped; it holds ids and times alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from services.notification.domain.template import RULES, Priority, Rule, Template

IDENTITY = UUID("b0a3d3f4-6d0e-4c58-9a1b-0d4f5a5f7c11")

# An ordinary mail's lease outlasts the slowest conversation with a mail server, which is cut off before. An alert does
# not wait as long: after a crash it must go out again soon, and one too many does less harm than one too late.
LEASES = {Priority.ORDINARY: timedelta(minutes=1), Priority.URGENT: timedelta(seconds=15)}
FIRST_RETRY = {Priority.ORDINARY: timedelta(seconds=30), Priority.URGENT: timedelta(seconds=5)}
SLOWEST_RETRY = {Priority.ORDINARY: timedelta(hours=1), Priority.URGENT: timedelta(minutes=1)}
GIVE_UP_AFTER = timedelta(hours=48)
REMINDER_HORIZON = timedelta(hours=48)
UNFORESEEN = "unforeseen_"  # begins the code of an error that no rule expects


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient. `next_at` is when it may be tried; a claim moves it a lease ahead."""

    message_id: UUID
    template: Template
    recipient_id: UUID
    correlation_id: str
    created_at: datetime
    due_at: datetime
    next_at: datetime
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    appointment_id: UUID | None = None
    alert_id: UUID | None = None
    sequence: int | None = None  # the calendar entry's revision
    previous_starts_at: datetime | None = None
    position: int | None = None  # in the list of those who wait for a time
    last_error: str | None = None
    sent_at: datetime | None = None
    traceparent: str | None = None  # of the work that wrote it
    former_address_id: UUID | None = None  # goes to this former address of the recipient, as booking knows it

    @property
    def rule(self) -> Rule:
        """What holds for its template."""
        return RULES[self.template]

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be sent."""
        return self.state is MessageState.WAITING

    def claimed(self, now: datetime) -> Message:
        """Taken for one try: nobody else takes it before the lease is over."""
        return replace(self, attempts=self.attempts + 1, next_at=now + LEASES[self.rule.lane])

    def sent(self, now: datetime) -> Message:
        """The mail server took it."""
        return replace(self, state=MessageState.SENT, sent_at=now, last_error=None)

    def failed(self, now: datetime, error: str) -> Message:
        """Not this time: waits longer after each try, and is given up after two days."""
        if now - self.due_at >= GIVE_UP_AFTER:
            return self.undeliverable(error)
        return replace(self, next_at=now + retry_delay(self.attempts, self.rule.lane), last_error=error)

    def puzzled(self, now: datetime, error: str) -> Message:
        """Nobody foresaw this: it may pass, so it is tried once more; the second time in a row a person is told."""
        if self.last_error and self.last_error.startswith(UNFORESEEN):
            return self.undeliverable(error)
        return self.failed(now, error)

    def undeliverable(self, error: str) -> Message:
        """It will never arrive; a person must reach the recipient otherwise."""
        return replace(self, state=MessageState.UNDELIVERABLE, last_error=error)

    def dropped(self, reason: str) -> Message:
        """It is no longer true, or its recipient is gone."""
        return replace(self, state=MessageState.DROPPED, last_error=reason)


def message_id_for(cause: str, template: Template, recipient_id: UUID) -> UUID:
    """The same cause tells the same person the same thing under one id, so it is told once."""
    return uuid5(IDENTITY, f"{cause}/{template}/{recipient_id}")


def retry_delay(attempts: int, lane: Priority) -> timedelta:
    """How long to wait after so many tries: doubled each time, up to the lane's slowest."""
    doubled = FIRST_RETRY[lane] * (1 << min(max(attempts, 1) - 1, 12))
    return min(doubled, SLOWEST_RETRY[lane])


def obsolete_reason(message: Message, state: str, starts_at: datetime, now: datetime) -> str | None:
    """Why the message may no longer be sent, by what its appointment is now; none when it is still true."""
    rule = message.rule
    if rule.true_in and state not in rule.true_in:
        return f"appointment_{state}"
    if rule.is_void_once_begun and starts_at <= now:
        return "appointment_begun"
    if message.template is Template.REMINDER and starts_at - now > REMINDER_HORIZON:
        return "appointment_moved"
    return None
