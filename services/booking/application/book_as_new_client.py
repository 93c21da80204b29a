"""Self-referral: a person without an account books a time."""

from __future__ import annotations

from services.booking.application import facts, refusals, views
from services.booking.application.desk import Desk
from services.booking.application.draft_appointment import draft_appointment
from services.booking.application.give_consent import known_version
from services.booking.application.register_client import register_client
from services.booking.application.take_time import check_start, take_time
from shared.contracts.events.booking import ConsentGiven
from shared.contracts.requests.booking import AppointmentView, BookAsNewClient


def book_as_new_client(desk: Desk, ask: BookAsNewClient) -> AppointmentView:
    """A client with consent and a booked appointment; the reply is the same whether or not the e-mail was known."""
    if not ask.has_consented:
        raise refusals.consent_missing("has_consented")
    check_start(desk, ask.starts_at)
    version = known_version(ask.consent_version)
    client = register_client(desk, ask, "self").consenting(version, desk.now)
    desk.clients.save(client)
    appointment = take_time(
        desk,
        ask.starts_at,
        ask.campus,
        shape=lambda roster: roster,
        draft=lambda team: draft_appointment(desk, client.id, ask.starts_at, team),
        write=desk.diary.add,
    )
    desk.events.emit(ConsentGiven(client.id, version, desk.now))
    desk.events.emit(facts.booked(desk, appointment))
    return views.of_appointment(desk, appointment)
