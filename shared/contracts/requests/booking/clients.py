"""Clients of booking: what is known of them, their consent, and what may be done about both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.booking.codes import PersonRole, Situation, WitnessedHow
from shared.contracts.requests.fields import Email, PersonName, Phone, RequiredText, ShortText
from shared.contracts.vocabulary import ConsentHow, Language


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


@question("booking.consents_of", reply=list[ConsentView])
@dataclass(frozen=True, slots=True)
class ConsentsOf:
    """Which of these clients let their data be collected now, and since when. System only."""

    client_ids: tuple[UUID, ...]


@question("booking.contact_of", reply=Contact)
@dataclass(frozen=True, slots=True)
class ContactOf:
    """The contact of a client or member of staff. System only. Refused as `recipient_gone` once erased.

    With `former_address_id` that of a client as it was before a change: the address and the language, and no name.
    """

    recipient_id: UUID
    former_address_id: UUID | None = None


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
