"""Self-referral: a person without an account books a time."""

from __future__ import annotations

from services.booking.application import facts, refusals, views
from services.booking.application.draft_appointment import draft_appointment
from services.booking.application.give_consent import known_version
from services.booking.application.register_client import register_client
from services.booking.application.take_time import check_start, take_time
from services.booking.application.unit_of_work import UnitOfWork
from shared.contracts.events.booking import ConsentGiven
from shared.contracts.requests.booking import AppointmentView, BookAsNewClient


def book_as_new_client(uow: UnitOfWork, ask: BookAsNewClient) -> AppointmentView:
    """A client with consent and a booked appointment; the reply is the same whether or not the e-mail was known."""
    if not ask.has_consented:
        raise refusals.consent_missing("has_consented")
    check_start(uow, ask.starts_at)
    version = known_version(ask.consent_version)
    client = register_client(uow, ask, "self").consenting(version, uow.now)
    uow.clients.save(client)
    appointment = take_time(
        uow,
        ask.starts_at,
        ask.campus,
        shape=lambda roster: roster,
        draft=lambda team: draft_appointment(uow, client.id, ask.starts_at, team),
        write=uow.diary.add,
    )
    uow.events.emit(ConsentGiven(client.id, version, uow.now))
    uow.events.emit(facts.booked(uow, appointment))
    return views.of_appointment(uow, appointment)
