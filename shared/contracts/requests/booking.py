"""What booking can be asked: clients, people, rooms, availability, appointments, follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.fields import (
    Email,
    LongText,
    PersonName,
    Phone,
    PlaceName,
    RequiredText,
    ShortText,
    Version,
    Weekday,
)
from shared.contracts.vocabulary import ConsentHow, FollowUpReason, Language, Phase, ShownReason

Situation = Literal["job_seeker", "student", "employed", "other"]
PersonRole = Literal["coordinator", "lecturer", "student"]
ConsentState = Literal["unknown", "given", "withdrawn", "erased"]
WitnessedHow = Literal["paper", "spoken"]
ClashCause = Literal["left", "away", "outside_hours"]  # no longer active; marked as away; not within their hours
FellThrough = Literal["cancelled", "missed", "declined", "lapsed", "undecided", "not_held"]
FollowUpOutcome = Literal["reached", "time_offered", "time_confirmed", "client_declined", "handed_over"]
AppointmentState = Literal["held", "booked", "under_way", "completed", "cancelled", "no_show", "declined"]

# ---- views -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client with contact data, language and consent; to their own private link the e-mail is shortened."""

    client_id: UUID
    name: str
    email: str
    phone: str
    language: Language
    situation: Situation
    came_by: Literal["self", "referral"]
    created_at: datetime
    consent_version: str | None = None
    consent_given_at: datetime | None = None
    next_appointment_id: UUID | None = None
    next_starts_at: datetime | None = None
    possible_duplicate_of: UUID | None = None  # an earlier client with the same e-mail; told to coordinators alone
    has_coming: bool = False  # also where a private link is not told which: it knows of its own appointment alone
    consent_how: ConsentHow | None = None
    consent_recorded_by: UUID | None = None  # who of the staff, where the client did not consent by their own hand
    consent_withdrawn_at: datetime | None = None  # where none stands
    referred_by_role: PersonRole | None = None  # what the member of staff is who gave the client's data
    may_change_email: bool = False  # whether who asks may
    email_changed_at: datetime | None = None  # the last time that staff changed it; told to staff
    email_changed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member of staff: coordinator, lecturer or occupational-therapy student."""

    person_id: UUID
    role: PersonRole
    name: str
    email: str
    language: Language
    is_active: bool
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room on a campus, with how to find it in the three languages."""

    room_id: UUID
    name: str
    campus: str
    address: str
    is_active: bool
    directions_fi: str = ""
    directions_sv: str = ""
    directions_en: str = ""


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


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours on one weekday (ISO, Monday 1), wall-clock time of the stack."""

    weekday: Weekday
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class AvailabilityException:
    """A date on which the person is away (all day, or for some hours), or available outside the weekly hours."""

    on: date
    is_available: bool
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityView:
    """When a person can be booked."""

    person_id: UUID
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[AvailabilityException, ...]


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


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a client or a member of staff; for the system alone, at the moment of sending."""

    recipient_id: UUID
    name: str
    email: str
    phone: str
    language: Language


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A client's consent that stands."""

    client_id: UUID
    given_at: datetime


# ---- questions ---------------------------------------------------------------------------------


@question("booking.free_times", reply=list[FreeTime])
@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Free times that start in [from_at, until_at), earliest first. Public. Never in the past."""

    from_at: datetime
    until_at: datetime
    campus: ShortText | None = None
    excluding_appointment_id: UUID | None = None  # when moving: its people count as free


@question("booking.rooms", reply=list[RoomView])
@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms; the public sees the active ones' campus and address."""

    include_inactive: bool = False


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


@question("booking.clients", reply=list[ClientView])
@dataclass(frozen=True, slots=True)
class Clients:
    """Clients whose name or e-mail contains `search`: coordinators all, others those of their appointments."""

    search: ShortText = ""


@question("booking.client", reply=ClientView)
@dataclass(frozen=True, slots=True)
class Client:
    """One client, under the same rule; a client may ask for themselves."""

    client_id: UUID


@question("booking.people", reply=list[PersonView])
@dataclass(frozen=True, slots=True)
class People:
    """Members of staff, for staff and the system."""

    role: PersonRole | None = None
    include_inactive: bool = False


@question("booking.availability", reply=AvailabilityView)
@dataclass(frozen=True, slots=True)
class Availability:
    """A person's weekly hours and exceptions from today on."""

    person_id: UUID


@question("booking.waiting_follow_ups", reply=list[FollowUpView])
@dataclass(frozen=True, slots=True)
class WaitingFollowUps:
    """Follow-ups proposed and not yet confirmed, and those that wait for a time; acute first. Staff see their own."""


@question("booking.consents_of", reply=list[ConsentView])
@dataclass(frozen=True, slots=True)
class ConsentsOf:
    """Which of these clients let their data be collected now, and since when. System only."""

    client_ids: tuple[UUID, ...]


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


@question("booking.contact_of", reply=Contact)
@dataclass(frozen=True, slots=True)
class ContactOf:
    """The contact of a client or member of staff. System only. Refused as `recipient_gone` once erased.

    With `former_address_id` that of a client as it was before a change: the address and the language, and no name.
    """

    recipient_id: UUID
    former_address_id: UUID | None = None


# ---- commands: clients -------------------------------------------------------------------------


@command("booking.refer_client", reply=ClientView)
@dataclass(frozen=True, slots=True)
class ReferClient:
    """Staff refer a client, who is invited by mail to book a time and to consent."""

    name: PersonName
    email: Email
    language: Language
    situation: Situation
    phone: Phone | None = None


@command("booking.change_client", reply=ClientView)
@dataclass(frozen=True, slots=True)
class ChangeClient:
    """Correct a client's contact data or language.

    The e-mail by coordinators and the team of a coming or present appointment alone; the former address is told.
    """

    client_id: UUID
    name: PersonName
    email: Email
    language: Language
    phone: Phone | None = None


@command("booking.give_consent", reply=ClientView)
@dataclass(frozen=True, slots=True)
class GiveConsent:
    """The client consents to the collection of data by the text of this version."""

    client_id: UUID
    consent_version: RequiredText


@command("booking.record_consent", reply=ClientView)
@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Staff record a consent that the client gave them on paper or aloud; who recorded it and when is kept."""

    client_id: UUID
    consent_version: RequiredText
    how: WitnessedHow


@command("booking.withdraw_consent", reply=ClientView)
@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """The client takes the consent back; coming appointments are cancelled."""

    client_id: UUID


@command("booking.erase_client", reply=None, of_client=False)
@dataclass(frozen=True, slots=True)
class EraseClient:
    """A coordinator has the client forgotten: personal data is deleted here and every service forgets."""

    client_id: UUID


# ---- commands: appointments --------------------------------------------------------------------


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


# ---- commands: people, rooms, availability (coordinators) --------------------------------------


@command("booking.add_person", reply=PersonView, of_client=False)
@dataclass(frozen=True, slots=True)
class AddPerson:
    """Add a member of staff. The e-mail must be new."""

    role: PersonRole
    name: PersonName
    email: Email
    language: Language
    phone: Phone | None = None


@command("booking.change_person", reply=PersonView, of_client=False)
@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Change a member of staff; an inactive one gets no new appointments."""

    person_id: UUID
    name: PersonName
    email: Email
    language: Language
    is_active: bool
    phone: Phone | None = None


@command("booking.add_room", reply=RoomView, of_client=False)
@dataclass(frozen=True, slots=True)
class AddRoom:
    """Add a room. Its name must be new on the campus."""

    name: PlaceName
    campus: PlaceName
    address: PlaceName
    directions_fi: LongText = ""
    directions_sv: LongText = ""
    directions_en: LongText = ""


@command("booking.change_room", reply=RoomView, of_client=False)
@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """Change a room; an inactive one gets no new appointments."""

    room_id: UUID
    name: PlaceName
    campus: PlaceName
    address: PlaceName
    is_active: bool
    directions_fi: LongText = ""
    directions_sv: LongText = ""
    directions_en: LongText = ""


@command("booking.set_weekly_hours", reply=AvailabilityView, of_client=False)
@dataclass(frozen=True, slots=True)
class SetWeeklyHours:
    """Replace a person's weekly hours: coordinators for anyone, others for themselves."""

    person_id: UUID
    weekly: tuple[WeeklyHours, ...]


@command("booking.set_exceptions", reply=AvailabilityView, of_client=False)
@dataclass(frozen=True, slots=True)
class SetExceptions:
    """Replace a person's exceptions from today on, under the same rule."""

    person_id: UUID
    exceptions: tuple[AvailabilityException, ...]
