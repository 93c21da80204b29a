"""Booking as the directory of people and appointments, asked over RPC."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from services.notification.application.ports import RecipientGone, TemporaryFailure
from shared.contracts.requests.booking import Appointment, AppointmentView, Contact, ContactOf, People, PersonView
from shared.messaging.kernel.errors import BrokerUnavailable, RequestTimeout, ServiceFailed
from shared.refusal import Refusal, RefusalKind

GONE = frozenset({RefusalKind.NOT_FOUND, RefusalKind.EXPIRED})


class Asking(Protocol):
    """Asks another service as the system, with a time-out."""

    def __call__(self, request: object, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class BookingDirectory:
    """The port Directory over booking's answers."""

    ask: Asking

    def contact(self, recipient_id: UUID, former_address_id: UUID | None = None) -> Contact:
        """See the port."""
        with answered():
            contact: Contact = self.ask(ContactOf(recipient_id, former_address_id))
            return contact

    def appointment(self, appointment_id: UUID) -> AppointmentView:
        """See the port."""
        with answered():
            appointment: AppointmentView = self.ask(Appointment(appointment_id))
            return appointment

    def coordinators(self) -> Collection[UUID]:
        """See the port."""
        with answered():
            people: list[PersonView] = self.ask(People(role="coordinator"))
            return [person.person_id for person in people if person.is_active]


@contextmanager
def answered() -> Iterator[None]:
    """Says in the port's words what came instead of an answer."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code == "recipient_gone" or refusal.kind in GONE:
            raise RecipientGone(refusal.code) from None
        raise TemporaryFailure(f"booking_{refusal.code}"[:60]) from None
    except RequestTimeout:
        raise TemporaryFailure("booking_silent") from None
    except (ServiceFailed, BrokerUnavailable):
        raise TemporaryFailure("booking_failed") from None
