"""What booking publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import validate

from shared.contracts.registry import event
from shared.contracts.vocabulary import ConsentHow, FollowUpReason, Phase

AppointmentKind = Literal["first", "follow_up"]
Minutes = Annotated[int, validate.Range(min=0)]


@event("booking.client_referred.v1", subject="client_id")
@dataclass(frozen=True, slots=True)
class ClientReferred:
    """A staff member or a partner referred a client, who is to be invited to book a time."""

    client_id: UUID
    referral_id: UUID
    referred_at: datetime


@event("booking.appointment_booked.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class AppointmentBooked:
    """A time was booked; for a follow-up, `follows_id` is the appointment it follows."""

    appointment_id: UUID
    client_id: UUID
    kind: AppointmentKind
    starts_at: datetime
    ends_at: datetime
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID
    booked_at: datetime
    follows_id: UUID | None = None
    reason: FollowUpReason | None = None
    focus: tuple[Phase, ...] = ()


@event("booking.appointment_rescheduled.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class AppointmentRescheduled:
    """A booked appointment got another time, with the people and the room it now has."""

    appointment_id: UUID
    client_id: UUID
    previous_starts_at: datetime
    starts_at: datetime
    ends_at: datetime
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID


@event("booking.appointment_cancelled.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class AppointmentCancelled:
    """A booked appointment will not take place."""

    appointment_id: UUID
    client_id: UUID
    cancelled_by: Literal["client", "staff"]
    cancelled_at: datetime


@event("booking.appointment_no_show.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class AppointmentNoShow:
    """The client did not come."""

    appointment_id: UUID
    client_id: UUID
    marked_at: datetime


@event("booking.follow_up_proposed.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class FollowUpProposed:
    """A follow-up time is held for the client until someone confirms or declines it."""

    appointment_id: UUID  # the held appointment
    follows_id: UUID  # the appointment (session) it follows
    client_id: UUID
    reason: FollowUpReason
    focus: tuple[Phase, ...]
    starts_at: datetime
    ends_at: datetime
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID
    proposed_at: datetime


@event("booking.follow_up_unavailable.v1", subject="follows_id")
@dataclass(frozen=True, slots=True)
class FollowUpUnavailable:
    """No time fits; the client waits at `position` in the list (1 is the head).

    `is_sought` is false where a proposed time passed unanswered: a person looks for the next one.
    """

    follows_id: UUID
    client_id: UUID
    reason: FollowUpReason
    focus: tuple[Phase, ...]
    lecturer_id: UUID
    position: Annotated[int, validate.Range(min=1)]
    found_at: datetime
    is_sought: bool = True


@event("booking.follow_up_declined.v1", subject="appointment_id")
@dataclass(frozen=True, slots=True)
class FollowUpDeclined:
    """A person decided against the proposed follow-up; the held time is free again."""

    appointment_id: UUID
    follows_id: UUID
    client_id: UUID
    declined_at: datetime


@event("booking.follow_up_ended.v1", subject="follows_id")
@dataclass(frozen=True, slots=True)
class FollowUpEnded:
    """The client wants no follow-up, or none is needed; no time was held for it."""

    follows_id: UUID
    client_id: UUID
    ended_at: datetime


@event("booking.consent_given.v1", subject="client_id")
@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The client consented to the collection of their data, by the text of this version: by hand, on paper or aloud."""

    client_id: UUID
    consent_version: str
    given_at: datetime
    how: ConsentHow = ConsentHow.SELF


@event("booking.consent_withdrawn.v1", subject="client_id", is_binding=True)
@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The client withdrew the consent; nothing more is collected."""

    client_id: UUID
    withdrawn_at: datetime


@event("booking.client_address_changed.v1", subject="client_id")
@dataclass(frozen=True, slots=True)
class ClientAddressChanged:
    """A client's e-mail address was changed by staff; booking knows the former one by the change, until the erasure."""

    client_id: UUID
    change_id: UUID
    changed_at: datetime


@event("booking.client_erased.v1", subject="client_id", erases=True)
@dataclass(frozen=True, slots=True)
class ClientErased:
    """The client asked to be forgotten; every service forgets."""

    client_id: UUID
    erased_at: datetime
