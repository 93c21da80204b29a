"""What booking answers, in notification's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from services.notification.adapters.directory import BookingDirectory
from services.notification.application.ports import RecipientGone, TemporaryFailure
from shared.contracts.requests.booking import Appointment, ContactOf, People, PersonView
from shared.contracts.vocabulary import Language
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal, RefusalKind, forbidden, not_found
from tests.unit.notification.samples import APPOINTMENT, CLIENT, COORDINATOR, MAIJA, STRANGER, VIEW


@dataclass
class Booking:
    """Answers every request with the same, or raises it."""

    answer: Any
    asked: list[object] = field(default_factory=list)

    def __call__(self, request: object, /) -> Any:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_contacts_and_appointments_are_asked_of_booking() -> None:
    contacts, appointments = Booking(MAIJA), Booking(VIEW)
    assert BookingDirectory(contacts).contact(CLIENT) == MAIJA
    assert BookingDirectory(appointments).appointment(APPOINTMENT) == VIEW
    assert contacts.asked + appointments.asked == [ContactOf(CLIENT), Appointment(APPOINTMENT)]


def test_only_active_coordinators_are_called() -> None:
    person = PersonView(COORDINATOR, "coordinator", "Kaisa", "kaisa@example.fi", Language.FI, True)
    gone = PersonView(STRANGER, "coordinator", "Olli", "olli@example.fi", Language.FI, False)
    booking = Booking([person, gone])
    assert list(BookingDirectory(booking).coordinators()) == [COORDINATOR]
    assert booking.asked == [People(role="coordinator")]


@pytest.mark.parametrize(
    "answer",
    [not_found("recipient_gone"), not_found("appointment_unknown"), Refusal(RefusalKind.EXPIRED, "recipient_gone")],
)
def test_who_or_what_is_not_there_is_gone(answer: Exception) -> None:
    with pytest.raises(RecipientGone):
        BookingDirectory(Booking(answer)).contact(CLIENT)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (RequestTimeout("booking.contact_of", 2), "booking_silent"),
        (ServiceFailed("booking.contact_of", None), "booking_failed"),
        (forbidden("system_only"), "booking_system_only"),
    ],
)
def test_any_other_trouble_may_pass(answer: Exception, code: str) -> None:
    with pytest.raises(TemporaryFailure) as trouble:
        BookingDirectory(Booking(answer)).contact(CLIENT)
    assert trouble.value.code == code
