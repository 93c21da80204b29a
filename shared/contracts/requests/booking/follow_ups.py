"""Follow-ups: those that wait, those that came to nothing, and what people decide about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.booking.appointments import AppointmentView
from shared.contracts.requests.booking.codes import FellThrough, FollowUpOutcome
from shared.contracts.requests.fields import RequiredText, ShortText
from shared.contracts.vocabulary import Phase, ShownReason


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A follow-up that waits: proposed (a time is held) or waiting (no time fitted; `position` 1 is the head)."""

    follows_id: UUID
    client_id: UUID
    client_name: str
    lecturer_id: UUID
    lecturer_name: str
    state: Literal["proposed", "waiting"]
    reason: ShownReason
    focus: tuple[Phase, ...]
    requested_at: datetime
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    position: int | None = None
    is_urgent: bool = False  # an acute situation calls for it


@dataclass(frozen=True, slots=True)
class FallenFollowUp:
    """An acute follow-up that came to nothing and waits for a person to settle it: whom to call, not why.

    `appointment_id` and `starts_at` tell of a new time that is held and not yet confirmed.
    """

    follows_id: UUID
    client_id: UUID
    client_name: str
    client_phone: str
    lecturer_id: UUID
    lecturer_name: str
    fell_through: FellThrough
    fell_through_at: datetime
    appointment_id: UUID | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUpDecision:
    """What was decided about a follow-up, by whom and when; none decided it where the client confirmed a new time.

    The note is read by those who were in the conversation and by whoever wrote it.
    """

    outcome: FollowUpOutcome
    decided_at: datetime
    decided_by: UUID | None = None
    fell_through: FellThrough | None = None
    note: str = ""


@question("booking.waiting_follow_ups", reply=list[FollowUpView])
@dataclass(frozen=True, slots=True)
class WaitingFollowUps:
    """Follow-ups proposed and not yet confirmed, and those that wait for a time; acute first. Staff see their own."""


@question("booking.fallen_follow_ups", reply=list[FallenFollowUp])
@dataclass(frozen=True, slots=True)
class FallenFollowUps:
    """Acute follow-ups that were cancelled, missed, declined or lapsed and that nobody has settled, the longest first.

    A lecturer's own; coordinators see all.
    """


@question("booking.follow_up_decisions", reply=list[FollowUpDecision])
@dataclass(frozen=True, slots=True)
class FollowUpDecisions:
    """What was decided about the follow-up of an appointment, oldest first, for staff who may see that appointment."""

    follows_id: UUID


@command("booking.confirm_follow_up", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class ConfirmFollowUp:
    """Turn a held follow-up into a booked appointment: its client or staff."""

    appointment_id: UUID


@command("booking.decline_follow_up", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class DeclineFollowUp:
    """Give a held follow-up up; its time is free again."""

    appointment_id: UUID


@command("booking.end_follow_up", reply=None)
@dataclass(frozen=True, slots=True)
class EndFollowUp:
    """The client wants no follow-up: said by the client, or recorded by staff. What is held is freed, waiting ends.

    Nothing is proposed again by itself; a person may offer a time again.
    """

    follows_id: UUID


@command("booking.settle_follow_up", reply=None)
@dataclass(frozen=True, slots=True)
class SettleFollowUp:
    """A lecturer or coordinator records what was done about an acute follow-up that came to nothing."""

    follows_id: UUID
    outcome: Literal["reached", "time_offered", "client_declined", "handed_over"]
    note: ShortText = ""


@command("booking.offer_follow_up_time", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class OfferFollowUpTime:
    """Staff find a time for a follow-up that waits (or another time for a proposed one): it becomes proposed.

    Never on the day of the meeting that it follows, or before (`follow_up_too_early`).
    """

    follows_id: UUID
    starts_at: datetime
    campus: RequiredText
