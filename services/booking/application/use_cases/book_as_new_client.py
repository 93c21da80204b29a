"""Self-referral: a person without an account books a time."""

from __future__ import annotations

from services.booking.application import event_builders, refusals, views
from services.booking.application.draft_appointment import draft_appointment
from services.booking.application.register_client import register_client
from services.booking.application.reserve_slot import check_start, reserve_slot
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.give_consent import known_version
from shared.contracts.events.booking import ConsentGiven
from shared.contracts.requests.booking import AppointmentView, BookAsNewClient


def book_as_new_client(ask: BookAsNewClient, uow: UnitOfWork) -> AppointmentView:
    """A client with consent and a booked appointment; the reply is the same whether or not the e-mail was known."""
    if not ask.has_consented:
        raise refusals.consent_missing("has_consented")
    check_start(uow, ask.starts_at)
    version = known_version(ask.consent_version)
    client = register_client(uow, ask, "self").consenting(version, uow.now)
    uow.clients.save(client)
    appointment = reserve_slot(
        uow,
        ask.starts_at,
        ask.campus,
        shape=lambda roster: roster,
        draft=lambda team: draft_appointment(uow, client.id, ask.starts_at, team),
        write=uow.diary.add,
    )
    uow.events.emit(ConsentGiven(client.id, version, uow.now))
    uow.events.emit(event_builders.booked(uow, appointment))
    return views.of_appointment(uow, appointment)
