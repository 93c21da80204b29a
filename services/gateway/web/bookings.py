"""Booking without an account, within the limits."""

from __future__ import annotations

from flask import request

from services.gateway.application.book_within_limits import BookingDesk, Visitor
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.doors import whose_address
from services.gateway.web.service_client import command
from shared.contracts.requests.booking import AppointmentView, BookAsNewClient


def book_as_new_client(wish: BookAsNewClient, key: str) -> AppointmentView:
    """The booked time; whoever has signed in is not limited."""
    if caller().account is not None:
        return _book(wish, key)
    is_on_campus = (request.remote_addr or "") in app_context().settings.campus_networks
    with _desk().within_limits(Visitor(whose_address(), wish.email, is_on_campus), app_context().clock.now()):
        return _book(wish, key)


def _book(wish: BookAsNewClient, key: str) -> AppointmentView:
    booked: AppointmentView = command(wish, key)
    return booked


def _desk() -> BookingDesk:
    told = app_context().settings
    return BookingDesk(
        app_context().open_records,
        told.secret_key,
        told.bookings_per_address,
        told.bookings_per_campus,
        told.bookings_per_mailbox,
        told.bookings_in_all,
    )
