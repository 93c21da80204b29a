"""Free times and appointments: who sees them, books, moves and cancels, and what hits them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.booking.codes import AppointmentState, ClashCause, ConsentState, Situation
from shared.contracts.requests.booking.staff import RoomView
from shared.contracts.requests.fields import Email, PersonName, Phone, RequiredText, ShortText, Version
from shared.contracts.vocabulary import FollowUpReason, Language, Phase


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time at which a conversation could be held, on a campus; who and which room is decided at booking."""

    starts_at: datetime
    ends_at: datetime
    campus: str


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment with the names that its reader may see.

    `busy_from`/`busy_until` include the students' preparation and debrief.
    """

    appointment_id: UUID
    client_id: UUID
    client_name: str
    state: AppointmentState
    kind: Literal["first", "follow_up"]
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime
    student_ids: tuple[UUID, ...]
    student_names: tuple[str, ...]
    lecturer_id: UUID
    lecturer_name: str
    room: RoomView
    version: int
    follows_id: UUID | None = None
    reason: FollowUpReason | None = None  # not told to coordinators
    focus: tuple[Phase, ...] = ()  # not told to coordinators
    consent: ConsentState = "unknown"  # the client's, to what is recorded of them
    is_urgent: bool = False  # a follow-up that an acute situation calls for


@dataclass(frozen=True, slots=True)
class ClashView:
    """A coming appointment that a member of its team cannot make, until one of the two changes or it is accepted."""

    appointment: AppointmentView
    person_id: UUID
    person_name: str
    cause: ClashCause
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None  # nobody where it was agreed on before it was entered


@question("booking.free_times", reply=list[FreeTime])
@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Free times that start in [from_at, until_at), earliest first. Public. Never in the past."""

    from_at: datetime
    until_at: datetime
    campus: ShortText | None = None
    excluding_appointment_id: UUID | None = None  # when moving: its people count as free


@question("booking.appointment", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment, for its client, its people, coordinators and the system."""

    appointment_id: UUID


@question("booking.appointments", reply=list[AppointmentView])
@dataclass(frozen=True, slots=True)
class Appointments:
    """Appointments that start in [from_at, until_at): coordinators all, others their own; filters narrow it."""

    from_at: datetime
    until_at: datetime
    client_id: UUID | None = None
    person_id: UUID | None = None


@question("booking.clashes", reply=list[ClashView])
@dataclass(frozen=True, slots=True)
class Clashes:
    """Coming appointments that somebody of their team cannot make: coordinators all, others their own; earliest first.

    Those that were accepted are left out unless they are asked for.
    """

    person_id: UUID | None = None
    appointment_id: UUID | None = None
    include_accepted: bool = False


@command("booking.book_as_new_client", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class BookAsNewClient:
    """Self-referral: a person without an account books a time, with consent. Public."""

    name: PersonName
    email: Email
    language: Language
    situation: Situation
    starts_at: datetime
    campus: RequiredText
    consent_version: RequiredText
    has_consented: bool
    phone: Phone | None = None


@command("booking.book_appointment", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class BookAppointment:
    """Book a time for a known client: by staff, or by the client through an invitation."""

    client_id: UUID
    starts_at: datetime
    campus: RequiredText
    student_ids: tuple[UUID, ...] = ()  # chosen by booking where empty
    lecturer_id: UUID | None = None
    room_id: UUID | None = None
    consent: Literal["not_yet", "paper", "spoken"] = "not_yet"  # as staff were given it; not yet: the client is asked
    consent_version: ShortText = ""  # of the text, where it was given


@command("booking.reschedule_appointment", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class RescheduleAppointment:
    """Move an appointment to another free time; the same people where they can, else others.

    At its own time staff get others for those who cannot make it any more. Refused where nothing would change.
    """

    appointment_id: UUID
    starts_at: datetime
    campus: RequiredText | None = None


@command("booking.accept_clash", reply=ClashView)
@dataclass(frozen=True, slots=True)
class AcceptClash:
    """Decide that it is held all the same, the person comes in: coordinators, or the person.

    `version` of the appointment and `cause` are those that the caller saw.
    """

    appointment_id: UUID
    person_id: UUID
    version: Version
    cause: ClashCause


@command("booking.cancel_appointment", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """Cancel an appointment that has not begun."""

    appointment_id: UUID


@command("booking.mark_no_show", reply=AppointmentView)
@dataclass(frozen=True, slots=True)
class MarkNoShow:
    """Staff say that the client did not come; only once the time has begun."""

    appointment_id: UUID
